/** Child processes that never outlive us, stopped gently first. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const separateGroup = process.platform !== 'win32';

function signal(child, name) {
	if (child.exitCode !== null || child.signalCode !== null) return;
	try {
		// The group holds n8n's task runner too.
		if (separateGroup) process.kill(-child.pid, name);
		else child.kill(name);
	} catch (error) {
		if (error.code !== 'ESRCH') throw error;
	}
}

/**
 * Starts a process in a group of its own: Ctrl-C in a terminal reaches only us, so that we decide
 * in which order things stop. When we exit, whatever the reason, so does it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startChild(command, args, options) {
	const child = spawn(command, args, { ...options, detached: separateGroup });
	const killNow = () => signal(child, 'SIGKILL');
	process.once('exit', killNow);
	child.once('exit', () => process.removeListener('exit', killNow));
	return child;
}

/** Asks a process to end, and ends it when it has not done so in time. */
export async function stopChild(child, { graceMs = 10_000 } = {}) {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	signal(child, 'SIGTERM');
	const patience = new AbortController();
	const inTime = await Promise.race([
		ended.then(() => true),
		sleep(graceMs, false, { signal: patience.signal }).catch(() => true),
	]);
	patience.abort();
	if (!inTime) {
		signal(child, 'SIGKILL');
		await ended;
	}
}

/** Ends a process at once, as a power cut would. */
export async function killChild(child) {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	signal(child, 'SIGKILL');
	await ended;
}
