/** Starts and stops a real n8n on loopback, with a folder and ports of its own. */

import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { killChild, startChild, stopChild } from './children.mjs';
import { freePorts } from './freePort.mjs';
import { N8nClient } from './n8nClient.mjs';

const READY_POLL_MS = 250;
const READY_TIMEOUT_MS = 5 * 60_000;
const START_ATTEMPTS = 3;

/** Settings of another n8n in the environment must not reach this one. */
const aboutAnotherN8n =
	/^(N8N|DB|QUEUE|EXECUTIONS|WORKFLOWS|CREDENTIALS|WEBHOOK|NODES|NODE_FUNCTION|GENERIC|EXTERNAL|OFFLOAD)_|^(NODE_OPTIONS|NODE_ENV)$|^npm_/;

function environmentFor({ userFolder, port, brokerPort, encryptionKey, env }) {
	const inherited = Object.entries(process.env).filter(([name]) => !aboutAnotherN8n.test(name));
	const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, '127.0.0.1', 'localhost']
		.filter(Boolean)
		.join(',');
	return {
		...Object.fromEntries(inherited),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PROTOCOL: 'http',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_ENCRYPTION_KEY: encryptionKey,
		N8N_SECURE_COOKIE: 'false',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		N8N_LOG_LEVEL: 'info',
		N8N_LOG_OUTPUT: 'console',
		NO_COLOR: '1',
		// Nothing leaves the machine.
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		EXTERNAL_FRONTEND_HOOKS_URLS: '',
		...env,
	};
}

async function tailOf(file, lines = 30) {
	const text = await readFile(file, 'utf8').catch(() => '');
	return text.trimEnd().split('\n').slice(-lines).join('\n');
}

async function isReady(url, command) {
	// Not /healthz: that answers while the database is still being migrated. An older n8n calls itself ready
	// before its paths are there.
	const paths = ['/healthz/readiness', ...(command[0] === 'start' ? ['/rest/settings'] : [])];
	try {
		for (const path of paths) if (!(await fetch(`${url}${path}`)).ok) return false;
		return true;
	} catch {
		return false;
	}
}

async function waitUntilReady(child, url, command, log) {
	const started = Date.now();
	while (!(await isReady(url, command))) {
		if (child.exitCode !== null || child.signalCode !== null) {
			throw new Error(`n8n ended while it started. The end of its log:\n${await tailOf(log)}`);
		}
		if (Date.now() - started > READY_TIMEOUT_MS) {
			await killChild(child);
			throw new Error(`n8n did not become ready. The end of its log:\n${await tailOf(log)}`);
		}
		await sleep(READY_POLL_MS);
	}
}

/**
 * Starts n8n and waits until it answers.
 * @param {object} options
 * @param {{ node: string, n8n: string, env?: NodeJS.ProcessEnv }} options.installation from ensureN8n
 * @param {string} options.userFolder its database and the installed packages; made when missing
 * @param {string[]} [options.command] default `['start']`; `['worker', '--concurrency=3']`
 * @param {number} [options.port] default: a free one
 * @param {string} [options.encryptionKey] default: a random one; give the same to start again
 * @param {NodeJS.ProcessEnv} [options.env] further settings of n8n
 * @param {string} [options.log] default `n8n.log` in the user folder; appended to
 * @throws {Error} with the end of n8n's log when it does not become ready
 */
export async function startN8n({
	installation,
	userFolder,
	command = ['start'],
	port: wantedPort,
	encryptionKey = randomBytes(16).toString('hex'),
	env = {},
	log = path.join(userFolder, 'n8n.log'),
}) {
	await mkdir(userFolder, { recursive: true });
	for (let attempt = 1; ; attempt++) {
		const [freePort, brokerPort] = await freePorts(2);
		const port = wantedPort ?? freePort;
		const url = `http://127.0.0.1:${port}`;
		// Not pipes of ours: n8n would spend all its time on their errors if we were killed.
		const file = openSync(log, 'a');
		const child = startChild(installation.node, [installation.n8n, ...command], {
			cwd: userFolder,
			env: environmentFor({
				userFolder,
				port,
				brokerPort,
				encryptionKey,
				env: { ...installation.env, ...env },
			}),
			stdio: ['ignore', file, file],
		});
		closeSync(file);
		try {
			await waitUntilReady(child, url, command, log);
		} catch (error) {
			// Somebody else took the port between our look and n8n's.
			if (attempt < START_ATTEMPTS && /in use|EADDRINUSE/i.test(error.message)) continue;
			throw error;
		}
		return {
			url,
			port,
			pid: child.pid,
			userFolder,
			encryptionKey,
			log,
			client: new N8nClient(url),
			logTail: (lines) => tailOf(log, lines),
			/** Resolves when the process has ended by itself or by stop(). */
			ended: new Promise((resolve) => child.once('exit', resolve)),
			stop: () => stopChild(child),
			kill: () => killChild(child),
		};
	}
}
