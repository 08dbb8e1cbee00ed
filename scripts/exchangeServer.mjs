#!/usr/bin/env node
// Runs the test Exchange alone: node scripts/exchangeServer.mjs --port 8080 --https-port 8443 --product Exchange2019 --seed 1
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const tsx = createRequire(import.meta.url).resolve('tsx/cli');
const main = path.join(root, 'test/exchangeServer/main.ts');

const server = spawn(process.execPath, [tsx, main, ...process.argv.slice(2)], {
	cwd: root,
	stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));
