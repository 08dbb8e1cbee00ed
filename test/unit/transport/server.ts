import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface TestServer {
	url: string;
	port: number;
	/** Sockets that were opened, in all. */
	connections: number;
	requests: Array<{
		method: string;
		path: string;
		headers: http.IncomingHttpHeaders;
		body: string;
		socket: Socket;
	}>;
	/** All sockets that are open now. */
	sockets: Set<Socket>;
	close(): Promise<void>;
}

export type Answer = (
	request: http.IncomingMessage & { content: string },
	response: http.ServerResponse,
	server: TestServer,
) => void;

/** A server on loopback that answers as the test says and counts its connections. */
export async function startServer(answer: Answer, tls?: https.ServerOptions): Promise<TestServer> {
	const server: TestServer = {
		url: '',
		port: 0,
		connections: 0,
		requests: [],
		sockets: new Set(),
		async close() {
			listener.close();
			for (const socket of server.sockets) socket.destroy();
		},
	};
	const onRequest = (request: http.IncomingMessage, response: http.ServerResponse) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const content = Buffer.concat(chunks).toString();
			server.requests.push({
				method: request.method ?? '',
				path: request.url ?? '',
				headers: request.headers,
				body: content,
				socket: request.socket,
			});
			answer(Object.assign(request, { content }), response, server);
		});
		request.on('error', () => {});
	};
	const listener = tls ? https.createServer(tls, onRequest) : http.createServer(onRequest);
	listener.keepAliveTimeout = 0;
	listener.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
		server.connections++;
		server.sockets.add(socket);
		socket.on('close', () => server.sockets.delete(socket));
		socket.on('error', () => {});
	});
	await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
	server.port = (listener.address() as AddressInfo).port;
	server.url = tls ? `https://localhost:${server.port}/` : `http://127.0.0.1:${server.port}/`;
	return server;
}
