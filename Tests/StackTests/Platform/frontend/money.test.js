import assert from "node:assert/strict";
import { test } from "node:test";
import { dollars } from "./money.js";

test("cents become dollars", () => assert.equal(dollars(1250), "$12.50"));
