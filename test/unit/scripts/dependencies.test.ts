import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dependenciesAreStale } from '../../../scripts/lib/ensureDependencies.mjs';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'dependencies-'));
	await mkdir(path.join(folder, 'node_modules'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const write = async (file: string, version: string, modified: number) => {
	const packages = { '': {}, 'node_modules/a': { version } };
	await writeFile(path.join(folder, file), JSON.stringify({ packages }));
	await utimes(path.join(folder, file), modified, modified);
};
const lock = async (version: string, modified: number) =>
	await write('package-lock.json', version, modified);
const installed = async (version: string, modified: number) =>
	await write('node_modules/.package-lock.json', version, modified);

it('is stale when nothing was installed', async () => {
	await lock('1.0.0', 1);
	expect(dependenciesAreStale(folder)).toBe(true);
});

it('is fresh when it was installed after the lock file was written', async () => {
	await lock('1.0.0', 1);
	await installed('1.0.0', 2);
	expect(dependenciesAreStale(folder)).toBe(false);
});

it('is stale when the lock file is newer and wants another version', async () => {
	await installed('1.0.0', 1);
	await lock('1.1.0', 2);
	expect(dependenciesAreStale(folder)).toBe(true);
});

it('is fresh when a checkout only touched the lock file', async () => {
	await installed('1.0.0', 1);
	await lock('1.0.0', 2);
	expect(dependenciesAreStale(folder)).toBe(false);
});
