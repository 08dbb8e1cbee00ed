/** Starts the parts of the benchmark, each in a process of its own. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';

export const root = path.resolve(__dirname, '../..');
/** Syncs of a process before the one that is measured as a later one: what is compiled is compiled then. */
export const runsBefore = 3;
const tsx = ['--import', 'tsx', '--expose-gc'];
const run = promisify(execFile);

/** Runs a program and parses the last line that it prints. */
export async function lastLineOf<T>(command: string, args: string[]): Promise<T> {
	const { stdout } = await run(command, args, { cwd: root, maxBuffer: 1 << 24 });
	return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

/** Runs a script of this folder and parses the last line that it prints. */
export async function child<T>(file: string, ...args: string[]): Promise<T> {
	return await childOn<T>(process.execPath, file, ...args);
}

/** The same on another Node. */
export async function childOn<T>(node: string, file: string, ...args: string[]): Promise<T> {
	return await lastLineOf<T>(node, [...tsx, path.join(__dirname, file), ...args]);
}

/** The same without a loader for TypeScript, which takes its time at each file: n8n has none. */
export async function plainChildOn<T>(node: string, file: string): Promise<T> {
	const source = readFileSync(path.join(__dirname, file), 'utf8');
	const { code } = transformSync(source, { loader: 'ts', format: 'cjs' });
	return await lastLineOf<T>(node, ['--expose-gc', '-e', code]);
}

/** A server with so many items while `work` lasts. */
export async function withServer<T>(
	items: number,
	work: (url: string) => Promise<T>,
	file = 'server.ts',
): Promise<T> {
	const server = spawn(
		process.execPath,
		['--import', 'tsx', path.join(__dirname, file), String(items)],
		{ stdio: ['ignore', 'pipe', 'inherit', 'ipc'], cwd: root },
	);
	try {
		const url = await new Promise<string>((resolve, reject) => {
			server.once('exit', () => reject(new Error('the benchmark server ended')));
			createInterface({ input: server.stdout! }).once('line', resolve);
		});
		return await work(url);
	} finally {
		server.kill();
	}
}

/** What the server counted since it was last asked. */
export async function counters(url: string): Promise<{ requests: number; connections: number }> {
	return (await (await fetch(new URL('/counters', url))).json()) as {
		requests: number;
		connections: number;
	};
}
