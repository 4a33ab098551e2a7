#!/bin/sh
# Node.js has a test runner of its own.
exec node --test
