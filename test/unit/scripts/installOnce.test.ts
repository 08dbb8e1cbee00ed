import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installOnce } from '../../../scripts/lib/installOnce.mjs';

let parent: string;
let target: string;
beforeEach(async () => {
	parent = await mkdtemp(path.join(tmpdir(), 'install-once-'));
	target = path.join(parent, 'n8n-1.2.3');
});
afterEach(async () => await rm(parent, { recursive: true, force: true }));

const writes = (text: string) => async (folder: string) =>
	await writeFile(path.join(folder, 'payload'), text);
const payload = async () => await readFile(path.join(target, 'payload'), 'utf8');

/** More than any system counts to: a process that is gone. */
const deadPid = 2 ** 22 + 1;

it('installs when nothing is there, and not again', async () => {
	expect(await installOnce(target, writes('first'))).toBe(true);
	expect(await installOnce(target, writes('second'))).toBe(false);
	expect(await payload()).toBe('first');
});

it('shows the folder under its name only when it is complete', async () => {
	await installOnce(target, async (folder) => {
		expect(await readdir(parent)).not.toContain('n8n-1.2.3');
		await writes('done')(folder);
	});
	expect(await readdir(parent)).toEqual(['n8n-1.2.3']);
});

it('leaves nothing behind when the install fails', async () => {
	const failing = async (folder: string) => {
		await writes('half')(folder);
		throw new Error('the registry is down');
	};
	await expect(installOnce(target, failing)).rejects.toThrow('the registry is down');
	expect(await readdir(parent)).toEqual([]);
	expect(await installOnce(target, writes('later'))).toBe(true);
});

it('lets two installs at the same time do the work once', async () => {
	let installs = 0;
	const install = async (folder: string) => {
		installs++;
		await writes('one of two')(folder);
	};
	const waited: number[] = [];
	const results = await Promise.all([
		installOnce(target, install, { onWait: (pid) => waited.push(pid) }),
		installOnce(target, install, { onWait: (pid) => waited.push(pid) }),
	]);
	expect(results.sort()).toEqual([false, true]);
	expect(installs).toBe(1);
	expect(new Set(waited)).toEqual(new Set([process.pid]));
});

it('takes over after a process that was killed, and clears away what it left', async () => {
	await mkdir(`${target}.${deadPid}-0a1b2c3d.tmp`);
	await writeFile(`${target}.lock`, String(deadPid));
	expect(await installOnce(target, writes('anew'))).toBe(true);
	expect(await readdir(parent)).toEqual(['n8n-1.2.3']);
});

it('replaces a folder of that name that is not complete', async () => {
	await mkdir(target);
	await writeFile(path.join(target, 'payload'), 'half');
	expect(await installOnce(target, writes('whole'))).toBe(true);
	expect(await payload()).toBe('whole');
});
