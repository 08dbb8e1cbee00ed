/**
 * Installs something into a folder that is either complete or absent.
 *
 * The work is done in a folder beside the target and renamed when it is complete, so neither an
 * interrupted install nor two at the same time can leave half of one. The lock only saves the
 * second process from doing the work twice; the rename is what makes it safe.
 */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MARKER = '.complete';
const LOCK_POLL_MS = 1000;

const isComplete = (folder) => existsSync(path.join(folder, MARKER));

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/** Removes what installs of processes that are gone have left. */
async function removeLeftovers(parent, name) {
	const pattern = new RegExp(`^${name.replaceAll('.', '\\.')}\\.(\\d+)-[0-9a-f]+\\.tmp$`);
	for (const entry of await readdir(parent)) {
		const pid = pattern.exec(entry)?.[1];
		if (pid && !isAlive(Number(pid))) {
			await rm(path.join(parent, entry), { recursive: true, force: true });
		}
	}
}

async function takeLock(lock, target, onWait) {
	for (;;) {
		try {
			await writeFile(lock, String(process.pid), { flag: 'wx' });
			return true;
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
		const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
		if (holder && !isAlive(holder)) {
			await rm(lock, { force: true });
			continue;
		}
		onWait?.(holder);
		await sleep(LOCK_POLL_MS);
		if (isComplete(target)) return false;
	}
}

/**
 * @param {string} target the folder to fill
 * @param {(folder: string) => Promise<void>} install fills a temporary folder on the same disk
 * @param {{ onWait?: (pid: number) => void }} [options] called while another process installs
 * @returns {Promise<boolean>} whether something was installed now
 */
export async function installOnce(target, install, { onWait } = {}) {
	if (isComplete(target)) return false;
	const parent = path.dirname(target);
	await mkdir(parent, { recursive: true });
	const lock = `${target}.lock`;
	if (!(await takeLock(lock, target, onWait))) return false;
	const folder = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
	try {
		if (isComplete(target)) return false;
		await removeLeftovers(parent, path.basename(target));
		await mkdir(folder);
		await install(folder);
		await writeFile(path.join(folder, MARKER), `${new Date().toISOString()}\n`);
		if (existsSync(target) && !isComplete(target)) await rm(target, { recursive: true });
		await rename(folder, target).catch((error) => {
			if (!isComplete(target)) throw error;
		});
		return true;
	} finally {
		await rm(folder, { recursive: true, force: true });
		await rm(lock, { force: true });
	}
}
