import type { Exchange } from '../../../exchange/connection';
import { call } from '../../../exchange/ews/request';
import { deleteItems } from '../../../exchange/ews/library/writeItems';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { resolveSettings } from '../../../exchange/settings';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import { Unreachable } from '../../../exchange/transport/errors';

const mailbox = 'alice@enyoi.example';
const gone = new Unreachable('refused', 'ex1.enyoi.example:443', 'connecting');

/** An Exchange found by autodiscover, whose server answers like this. */
function exchangeThat(answers: () => Promise<never> | number): {
	exchange: Exchange;
	forgotten: Array<string | undefined>;
} {
	const forgotten: Array<string | undefined> = [];
	let now = 0;
	const exchange: Exchange = {
		settings: resolveSettings({
			autodiscover: true,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user: 'svc',
			password: 'secret',
		}),
		transport: {
			async send() {
				const status = await answers();
				return {
					status,
					headers: { 'content-type': 'text/html' },
					conceal: (text) => text,
					body: (async function* () {
						yield Buffer.from('<html></html>');
					})(),
					discard: () => undefined,
				};
			},
			close: async () => undefined,
		},
		retry: createRetryPolicy({
			clock: () => now,
			sleep: async (milliseconds) => void (now += milliseconds),
		}),
		ewsUrl: Object.assign(async () => 'https://ex1.enyoi.example/EWS/Exchange.asmx', {
			forget: (address?: string) => void forgotten.push(address),
		}),
		close: async () => undefined,
	};
	return { exchange, forgotten };
}

const ways: Record<string, (exchange: Exchange) => Promise<unknown>> = {
	reading: async (exchange) =>
		await call(exchange, getFolder, { folders: [{ distinguished: 'calendar' }] }, { mailbox }),
	writing: async (exchange) => await deleteItems(exchange, { mailbox }, [{ id: 'AAMkAGQ1' }]),
};

it.each(Object.keys(ways))(
	'%s asks autodiscover again once the server is not there',
	async (way) => {
		for (const answers of [async () => await Promise.reject(gone), () => 404]) {
			const { exchange, forgotten } = exchangeThat(answers);
			await expect(ways[way](exchange)).rejects.toThrow();
			expect(forgotten).toContain(mailbox);
		}
		const { exchange, forgotten } = exchangeThat(() => 403);
		await expect(ways[way](exchange)).rejects.toThrow();
		expect(forgotten).toEqual([]);
	},
);
