import { getFolder } from '../../../exchange/ews/operations/getFolder';
import { call } from '../../../exchange/ews/request';
import { foundExchange } from './foundExchange';

const mailbox = 'alice@enyoi.example';

/** What becomes of a request that is answered with this, at all times. */
async function outcomeOf(status: number, headers: Record<string, string> = {}, folderId = 'id') {
	let requests = 0;
	const { exchange, forgotten } = foundExchange(() => {
		requests++;
		return { status, headers };
	});
	const folders = [{ id: folderId }];
	const error = await call(exchange, getFolder, { folders }, { mailbox }).catch(
		(failure: unknown) => failure,
	);
	return { error, requests, forgotten };
}

it.each(['UserNotFound', 'MailboxGuidWithDomainNotFound'])(
	'a mailbox that the front end does not know (%s) is asked for once',
	async (code) => {
		const { error, requests, forgotten } = await outcomeOf(404, { 'x-caserrorcode': code });
		expect(error).toMatchObject({ code: 'mailboxUnavailable', details: { mailbox } });
		expect([requests, forgotten]).toEqual([1, []]);
	},
);

it('a server that is down is asked for again', async () => {
	const { error, requests } = await outcomeOf(404, { 'x-caserrorcode': 'ServerNotFound' });
	expect(error).toMatchObject({ code: 'temporarilyUnavailable' });
	expect(requests).toBeGreaterThan(1);
});

it('a request that is too large does not make its server be forgotten', async () => {
	const { error, requests, forgotten } = await outcomeOf(404, {}, 'x'.repeat(2 ** 20));
	expect(error).toMatchObject({
		code: 'limit',
		remedy: expect.stringContaining('larger than the web server allows'),
	});
	expect([requests, forgotten]).toEqual([1, []]);
});

it('a 404 is told as one: whether the server is forgotten depends on what it said before', async () => {
	expect((await outcomeOf(404)).forgotten).toEqual([[mailbox, 'notThere']]);
});
