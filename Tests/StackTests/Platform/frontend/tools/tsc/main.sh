#!/bin/sh
for file in *.js; do node --check "$file" || exit 1; done
