import type { ExchangeServer } from '../../exchangeServer';
import { all, call, codes, startSmallExchange } from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange();
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const convert = async (id: string, from: string, to: string, mailbox: string) =>
	await call(
		server,
		`<m:ConvertId DestinationFormat="${to}"><m:SourceIds><t:AlternateId Format="${from}" Id="${id}" Mailbox="${mailbox}"/></m:SourceIds></m:ConvertId>`,
	);

it('names the owner of an id of EWS, whatever mailbox was named beside it', async () => {
	const { id } = server.company
		.user('bob')
		.calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
	const answer = await convert(id, 'EwsId', 'EwsId', 'blah@blah.example');
	const [{ attributes }] = all(answer, 'AlternateId');
	expect(attributes).toMatchObject({ Id: id, Format: 'EwsId', Mailbox: 'bob@enyoi.example' });
});

it('needs the mailbox for an id that does not say whose it is', async () => {
	const { id } = server.company
		.user('bob')
		.calendar.create({ subject: 'x', start: '2026-11-24T10:00' });
	const hex = all(await convert(id, 'EwsId', 'HexEntryId', 'bob@enyoi.example'), 'AlternateId');
	const back = await convert(hex[0].attributes.Id, 'HexEntryId', 'EwsId', 'bob@enyoi.example');
	expect(all(back, 'AlternateId')[0].attributes.Id).toBe(id);
	const unknown = await convert(hex[0].attributes.Id, 'HexEntryId', 'EwsId', 'blah@blah.example');
	expect(codes(unknown)).toEqual(['ErrorNonExistentMailbox']);
});
