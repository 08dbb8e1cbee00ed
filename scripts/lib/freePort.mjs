import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports of 127.0.0.1 that nobody listened on a moment ago, each only once. */
export async function freePorts(count) {
	const servers = Array.from({ length: count }, () => createServer());
	await Promise.all(
		servers.map((server) => once(server.listen({ port: 0, host: '127.0.0.1' }), 'listening')),
	);
	const ports = servers.map((server) => server.address().port);
	await Promise.all(servers.map((server) => once(server.close(), 'close')));
	return ports;
}
