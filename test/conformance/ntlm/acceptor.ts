import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as net from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const python = '/usr/bin/python3';
const shared = process.env.EXCHANGE_SHARED ?? path.resolve(__dirname, '../../../../shared');
const script = path.join(shared, 'ntlm', 'ntlm_acceptor.py');

/** Why the acceptor can't run here, or undefined when it can. */
export function acceptorMissing(): string | undefined {
	if (!existsSync(script)) return `${path.basename(script)} (beside the checkout: shared/ntlm)`;
	try {
		execFileSync(python, ['-c', 'import gssapi'], { stdio: 'ignore' });
	} catch {
		return 'the Debian package python3-gssapi';
	}
	return existsSync('/etc/gss/mech.d/mech.ntlmssp.conf')
		? undefined
		: 'the Debian package gss-ntlmssp';
}

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
	close(): Promise<void>;
}

export interface AcceptorOptions {
	certificate: Certificate;
	extendedProtection: 'require' | 'allow' | 'off';
	/** Hash of the channel binding that the acceptor expects. */
	hash?: 'sha256' | 'sha384' | 'sha512';
	/** `DOMAIN:user:password` lines. */
	users: string[];
}

/** Starts the independent acceptor: TLS, NTLMv2, integrity code and channel bindings by gss-ntlmssp. */
export async function startAcceptor(options: AcceptorOptions): Promise<Acceptor> {
	const { certificate, extendedProtection, hash = 'sha256', users } = options;
	const folder = mkdtempSync(path.join(tmpdir(), 'ntlm-users-'));
	const userFile = path.join(folder, 'users');
	writeFileSync(userFile, `${users.join('\n')}\n`);
	const port = await freePort();
	const child = spawn(
		python,
		[
			...[script, '--port', String(port), '--epa', extendedProtection, '--hash', hash],
			...['--cert', certificate.certificate, '--key', certificate.key],
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
