/* SPDX-License-Identifier: Apache-2.0 */
/* cupel/cupel.h: everything in one include. */
#ifndef CUPEL_CUPEL_H
#define CUPEL_CUPEL_H

#include <cupel/appraisal.h>
#include <cupel/base.h>
#include <cupel/check.h>
#include <cupel/explain.h>
#include <cupel/verify.h>

#endif
