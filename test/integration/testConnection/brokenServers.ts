import { once } from 'node:events';
import {
	createServer as createHttpServer,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

export interface Broken {
	port: number;
	close(): void;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export async function httpServer(answer: Answer): Promise<Broken> {
	return await listening(createHttpServer(answer));
}

export async function httpsServer(options: ServerOptions, answer: Answer): Promise<Broken> {
	const server = createHttpsServer(options, answer);
	// A client that distrusts the certificate hangs up.
	server.on('tlsClientError', () => {});
	return await listening(server);
}

export async function tcpServer(onConnection: (socket: Socket) => void): Promise<Broken> {
	return await listening(
		createServer((socket) => {
			socket.on('error', () => {});
			onConnection(socket);
		}),
	);
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<Broken> {
	const server = await listening(createServer());
	server.close();
	return server;
}

/** A port whose connections are never answered, as behind a firewall that drops packets. */
export async function filteredPort(): Promise<Broken> {
	const worker = new Worker(path.join(__dirname, 'filteredPort.cjs'));
	const [port] = (await once(worker, 'message')) as [number];
	const fillers = Array.from({ length: 4 }, () => {
		const filler = connect(port, '127.0.0.1');
		filler.on('error', () => {});
		return filler;
	});
	await once(fillers[0], 'connect');
	await once(fillers[1], 'connect');
	return {
		port,
		close() {
			for (const filler of fillers) filler.destroy();
			void worker.terminate();
		},
	};
}

async function listening(server: Server): Promise<Broken> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}
