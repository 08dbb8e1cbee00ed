import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Requirement } from '../../requirements';

const JAR = '/usr/share/davmail/davmail.jar';

export const davmail: Requirement = {
	name: 'the Debian package davmail',
	met: () => existsSync(JAR) && existsSync('/usr/bin/java'),
};

export interface Reply {
	status: number;
	headers: http.IncomingHttpHeaders;
	body: string;
}

/** The gateway from CalDAV to Exchange, without a screen and in a folder of its own. */
export class DavMail {
	private constructor(
		private readonly child: ChildProcess,
		private readonly home: string,
		private readonly port: number,
		private readonly authorization: string,
	) {}

	/** @throws Error with what it wrote when it does not come up */
	static async start(
		ews: string,
		{ user, password }: { user: string; password: string },
	): Promise<DavMail> {
		const home = await mkdtemp(path.join(tmpdir(), 'davmail-'));
		const port = await freePort();
		const settings = path.join(home, 'davmail.properties');
		await writeFile(
			settings,
			[
				'davmail.server=true',
				'davmail.mode=EWS',
				`davmail.url=${ews}`,
				`davmail.caldavPort=${port}`,
				...['imap', 'ldap', 'pop', 'smtp'].map((other) => `davmail.${other}Port=`),
				'davmail.allowRemote=false',
				'davmail.disableUpdateCheck=true',
				`davmail.logFilePath=${path.join(home, 'davmail.log')}`,
				'log4j.rootLogger=WARN',
				'log4j.logger.davmail=INFO',
			].join('\n'),
		);
		const java = ['-Xmx256m', `-Duser.home=${home}`, '-jar', JAR, '-server', settings];
		const child = spawn('/usr/bin/java', java, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
		await listening(child);
		const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
		return new DavMail(child, home, port, authorization);
	}

	async send(
		method: string,
		address: string,
		body = '',
		headers: Record<string, string> = {},
	): Promise<Reply> {
		const { port, authorization: Authorization } = this;
		return await new Promise((resolve, reject) => {
			const options = { port, method, path: address, headers: { Authorization, ...headers } };
			const request = http.request({ host: '127.0.0.1', ...options }, (response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', reject);
				response.on('end', () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						body: Buffer.concat(chunks).toString('utf8').replace(/\r\n /g, ''),
					}),
				);
			});
			request.on('error', reject);
			request.end(body);
		});
	}

	async close(): Promise<void> {
		const ended = new Promise((resolve) => this.child.once('close', resolve));
		this.child.kill();
		await ended;
		await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise<void>((resolve) => server.close(() => resolve()));
	return port;
}

async function listening(child: ChildProcess): Promise<void> {
	let written = '';
	await new Promise<void>((resolve, reject) => {
		const read = (chunk: Buffer) => {
			written += chunk.toString();
			if (written.includes('listening on CALDAV')) resolve();
		};
		child.stdout?.on('data', read);
		child.stderr?.on('data', read);
		child.on('error', reject);
		child.on('close', () => reject(new Error(`DavMail did not start:\n${written}`)));
	});
}
