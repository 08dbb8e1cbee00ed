/** What loading the built package costs in a process that already has n8n-workflow, as n8n does. */
import path from 'node:path';

export interface LoadMeasurement {
	milliseconds: number;
	cpuMs: number;
	megabytes: number;
}

const root = process.cwd();
/* eslint-disable @typescript-eslint/no-require-imports -- loading is what is measured */
require('n8n-workflow');
const { n8n } = require(path.join(root, 'package.json')) as {
	n8n: { nodes: string[]; credentials: string[] };
};
globalThis.gc?.();
const memory = process.memoryUsage.rss();
const cpu = process.cpuUsage();
const started = process.hrtime.bigint();
for (const file of [...n8n.credentials, ...n8n.nodes]) {
	const loaded = require(path.join(root, file)) as Record<string, new () => unknown>;
	for (const Class of Object.values(loaded)) new Class();
}
const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
const { user, system } = process.cpuUsage(cpu);
const measurement: LoadMeasurement = {
	milliseconds,
	cpuMs: (user + system) / 1000,
	megabytes: (process.memoryUsage.rss() - memory) / 1e6,
};
process.stdout.write(`${JSON.stringify(measurement)}\n`);
