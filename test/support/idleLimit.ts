import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type * as net from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** The client's ends of this process's HTTP connections, by their local port. */
const clients = new Map<number, net.Socket>();

subscribe('http.client.request.start', (message) => {
	const { request } = message as { request: ClientRequest };
	if (request.socket) add(request.socket);
	else request.once('socket', add);
});

function add(socket: net.Socket): void {
	if (socket.connecting) socket.once('connect', () => add(socket));
	const { localPort } = socket;
	if (localPort === undefined || clients.get(localPort) === socket) return;
	clients.set(localPort, socket);
	socket.once('close', () => clients.delete(localPort));
}

/**
 * Lets a client's time limit for silence pass, whatever it is, as soon as the client has read all
 * that the server sent and waits for more. A limit of the real clock would also end what is only
 * slow on a busy machine.
 * @param serverEnd the server's socket of a connection that this process opened
 */
export async function passIdleLimit(serverEnd: net.Socket): Promise<void> {
	const client = clientOf(serverEnd);
	while (!client.destroyed) {
		if (isWaiting(client, serverEnd)) client.emit('timeout');
		await nextTurn();
	}
}

/** The client's end of a connection. */
export function clientOf({ remotePort }: net.Socket): net.Socket {
	const client = clients.get(remotePort ?? 0);
	if (client) return client;
	throw new Error('This process is not the client of that connection');
}

function isWaiting(client: net.Socket, serverEnd: net.Socket): boolean {
	// The two ends of a TLS connection count different bytes.
	const hasReadAll = 'encrypted' in client || client.bytesRead === serverEnd.bytesWritten;
	return hasReadAll && (client.timeout ?? 0) > 0;
}
