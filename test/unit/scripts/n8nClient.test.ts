import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { N8nClient } from '../../../scripts/lib/n8nClient.mjs';

it('asks each time over a connection of its own, as n8n closes idle ones when it likes', async () => {
	let connections = 0;
	const server = createServer((_request, response) => response.end('{}'));
	server.on('connection', () => connections++);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const client = new N8nClient(`http://127.0.0.1:${port}`);
	for (const method of ['GET', 'POST', 'POST']) await client.request(method, '/rest/workflows');
	await new Promise((resolve) => server.close(resolve));
	expect(connections).toBe(3);
});
