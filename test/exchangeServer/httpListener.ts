import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Connection } from './contracts';

export interface TlsIdentity {
	certificate: string;
	privateKey: string;
	/** DER, for channel bindings. */
	der: Buffer;
}

/** The listening sockets of the server: HTTP and HTTPS on loopback, with their connections numbered. */
export class HttpListener {
	opened = 0;
	/** Most connections that were open at the same time. */
	mostOpen = 0;
	private open = 0;
	private readonly connections = new WeakMap<Socket, Connection>();
	private readonly servers: Server[] = [];

	constructor(private readonly handle: RequestListener) {}

	async listen(port: number): Promise<number> {
		const server = createServer({ keepAliveTimeout: 120_000 }, this.handle);
		server.on('connection', (socket) => this.number(socket, false));
		return await this.start(server, port);
	}

	async listenSecurely(port: number, identity: TlsIdentity): Promise<number> {
		const server = createSecureServer(
			{ cert: identity.certificate, key: identity.privateKey, keepAliveTimeout: 120_000 },
			this.handle,
		);
		server.on('secureConnection', (socket) => this.number(socket, true, identity.der));
		return await this.start(server, port);
	}

	connectionOf(request: IncomingMessage): Connection {
		return this.connections.get(request.socket) ?? this.number(request.socket, false);
	}

	async close(): Promise<void> {
		await Promise.all(
			this.servers.map(
				(server) =>
					new Promise<void>((resolve) => {
						server.close(() => resolve());
						(server as ReturnType<typeof createServer>).closeAllConnections();
					}),
			),
		);
	}

	private number(socket: Socket, secure: boolean, serverCertificate?: Buffer): Connection {
		const connection = { id: ++this.opened, secure, serverCertificate, state: new Map() };
		this.connections.set(socket, connection);
		socket.on('error', () => socket.destroy());
		this.mostOpen = Math.max(this.mostOpen, ++this.open);
		socket.once('close', () => this.open--);
		return connection;
	}

	private async start(server: Server, port: number): Promise<number> {
		this.servers.push(server);
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(port, '127.0.0.1', () => {
				server.off('error', reject);
				resolve();
			});
		});
		return (server.address() as AddressInfo).port;
	}
}
