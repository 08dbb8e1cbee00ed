import type { Exchange } from '../../../exchange/connection';
import { call } from '../../../exchange/ews/request';
import { deleteItems } from '../../../exchange/ews/library/writeItems';
import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { Unreachable } from '../../../exchange/transport/errors';
import { foundExchange } from './foundExchange';

const mailbox = 'alice@enyoi.example';
const gone = new Unreachable('refused', 'ex1.enyoi.example:443', 'connecting');

const ways: Record<string, (exchange: Exchange) => Promise<unknown>> = {
	reading: async (exchange) =>
		await call(exchange, getFolder, { folders: [{ distinguished: 'calendar' }] }, { mailbox }),
	writing: async (exchange) => await deleteItems(exchange, { mailbox }, [{ id: 'AAMkAGQ1' }]),
};

it.each(Object.keys(ways))(
	'%s asks autodiscover again once the server is not there',
	async (way) => {
		for (const answer of [async () => await Promise.reject(gone), () => ({ status: 404 })]) {
			const { exchange, forgotten } = foundExchange(answer);
			await expect(ways[way](exchange)).rejects.toThrow();
			expect(forgotten.map(([address]) => address)).toContain(mailbox);
		}
		const { exchange, forgotten } = foundExchange(() => ({ status: 403 }));
		await expect(ways[way](exchange)).rejects.toThrow();
		expect(forgotten).toEqual([]);
	},
);
