#!/usr/bin/env node
process.stdout.write("comity\n");
