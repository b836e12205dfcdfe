// SPDX-License-Identifier: Apache-2.0
// Independent verifiers in Go, for tools/peer-check. Built in a folder of its own, never shipped.
module cupel/tests/peers

go 1.23
