import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { passIdleLimit } from '../../support/idleLimit';

it.each([
	['before anything came', ''],
	['after a part', 'half of it'],
])('a limit of an hour passes %s', async (_when, sent) => {
	const server = http.createServer((request, response) => {
		if (sent) response.write(sent);
		void passIdleLimit(request.socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const received = await new Promise<string>((resolve) => {
		let text = '';
		const request = http.get({ host: '127.0.0.1', port, timeout: 3_600_000, agent: false });
		request.once('response', (response) => {
			response.on('data', (chunk: Buffer) => (text += chunk.toString()));
			response.once('error', () => undefined);
		});
		request.once('timeout', () => {
			request.destroy();
			resolve(text);
		});
		request.once('error', () => undefined);
	});
	expect(received).toBe(sent);
	await new Promise((resolve) => server.close(resolve));
});
