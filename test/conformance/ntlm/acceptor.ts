import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pythonModule, sharedDirectory, systemPython, type Requirement } from '../../requirements';

const script = path.join(sharedDirectory, 'ntlm', 'ntlm_acceptor.py');

/** What the acceptor is made of. */
export const acceptorParts: Requirement[] = [
	{
		name: `${path.basename(script)} in ${path.join(path.basename(sharedDirectory), 'ntlm')}`,
		met: () => existsSync(script),
	},
	pythonModule('gssapi', 'python3-gssapi'),
	{
		name: 'the Debian package gss-ntlmssp',
		met: () => existsSync('/etc/gss/mech.d/mech.ntlmssp.conf'),
	},
	{
		name: 'the Debian package openssl',
		met: () => spawnSync('openssl', ['version']).status === 0,
	},
];

export interface Certificate {
	folder: string;
	certificate: string;
	key: string;
	pem: string;
}

/** A self-signed certificate for localhost, signed as asked for. */
export function selfSigned(...options: string[]): Certificate {
	const folder = mkdtempSync(path.join(tmpdir(), 'ntlm-'));
	const certificate = path.join(folder, 'certificate.pem');
	const key = path.join(folder, 'key.pem');
	execFileSync(
		'openssl',
		[
			...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30'],
			...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
			...['-keyout', key, '-out', certificate],
			...options,
		],
		{ stdio: 'ignore' },
	);
	return { folder, certificate, key, pem: readFileSync(certificate, 'utf8') };
}

export interface Acceptor {
	url: string;
	port: number;
	/** Sign-ins that it refused because of the messages themselves. */
	refusals(): number;
	/** Its answers so far with that status. A handshake costs one 401, which carries the challenge. */
	answers(status: number): number;
	close(): Promise<void>;
}

export interface AcceptorOptions {
	certificate: Certificate;
	extendedProtection: 'require' | 'allow' | 'off';
	/** Hash of the channel binding that the acceptor expects. */
	hash?: 'sha256' | 'sha384' | 'sha512';
	/** `DOMAIN:user:password` lines. */
	users: string[];
	/** Where it passes signed-in requests on to, with the name in X-Remote-User. Default: nowhere. */
	backend?: string;
}

/** Starts the independent acceptor: TLS, NTLMv2, integrity code and channel bindings by gss-ntlmssp. */
export async function startAcceptor(options: AcceptorOptions): Promise<Acceptor> {
	const { certificate, extendedProtection, hash = 'sha256', users, backend } = options;
	const folder = mkdtempSync(path.join(tmpdir(), 'ntlm-users-'));
	const userFile = path.join(folder, 'users');
	writeFileSync(userFile, `${users.join('\n')}\n`);
	const port = await freePort();
	const child = spawn(
		systemPython,
		[
			...[script, '--port', String(port), '--epa', extendedProtection, '--hash', hash],
			...['--cert', certificate.certificate, '--key', certificate.key],
			...(backend ? ['--backend', backend] : []),
		],
		{ env: { ...process.env, NTLM_USER_FILE: userFile }, stdio: ['ignore', 'pipe', 'pipe'] },
	);
	let log = '';
	child.stderr.on('data', (chunk: Buffer) => {
		log += chunk.toString();
	});
	await listening(child, () => log);
	return {
		url: `https://localhost:${port}/EWS/Exchange.asmx`,
		port,
		refusals: () => log.split('\n').filter((line) => line.startsWith('GSS ')).length,
		answers: (status) => log.split(`" ${status} `).length - 1,
		async close() {
			const ended = new Promise((resolve) => child.once('exit', resolve));
			child.kill();
			await ended;
			rmSync(folder, { recursive: true });
		},
	};
}

async function listening(child: ChildProcess, log: () => string): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		child.stdout?.on('data', (chunk: Buffer) => {
			if (chunk.includes('listening')) resolve();
		});
		child.once('exit', () => reject(new Error(`the acceptor ended: ${log()}`)));
	});
}

async function freePort(): Promise<number> {
	return await new Promise((resolve) => {
		const server = net.createServer().listen(0, '127.0.0.1', () => {
			const { port } = server.address() as net.AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
