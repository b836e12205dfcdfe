/* SPDX-License-Identifier: Apache-2.0 */
/*
 * govern/edit.h: a file of an office changed by a program as a person would: lines are put in,
 * every other byte stays, comments too. Only where the file is written so that this can be done;
 * else it is refused with the reason.
 */
#ifndef CUPEL_OFFICE_GOVERN_EDIT_H
#define CUPEL_OFFICE_GOVERN_EDIT_H

#include "base/buf.h"
#include "office/text/yaml.h"

/*
 * One more member, @item on one line ("{person: ada, vote: for}"), at the end of the list @member
 * of the top map. CUPEL_E_UNSUPPORTED with *why for a list that is written in brackets and not
 * empty.
 */
cupel_status edit_append(cupel_slice file, const struct yaml_node *top, const char *member,
                         const char *item, struct buf *out, const char **why);
/* A member that is not there yet, as one line at the end of the file. CUPEL_E_UNSUPPORTED when it
 * is there, or when the top map is written in braces. */
cupel_status edit_add(cupel_slice file, const struct yaml_node *top, const char *member,
                      const char *value, struct buf *out, const char **why);

#endif
