import type { OtherItem } from '../../exchangeServer/contracts';
import { answering, type Answering } from './support/answering';
import { seedCompany } from '../../exchangeServer/seed';

const now = () => new Date('2026-11-23T09:00:00Z');

describe('the directory', () => {
	let server: Answering;
	const company = seedCompany(1, now);
	company.behaviours.nameResolution = 'exact';
	beforeAll(async () => {
		server = await answering(company);
	});

	const resolve = async (entry: string, attributes = 'ReturnFullContactData="false"') => {
		const body = await server.ask(
			`<m:ResolveNames ${attributes}><m:UnresolvedEntry>${entry}</m:UnresolvedEntry></m:ResolveNames>`,
		);
		return {
			code: /<m:ResponseCode>(\w+)</.exec(body)?.[1],
			responseClass: /ResponseClass="(\w+)"/.exec(body)?.[1],
			addresses: [...body.matchAll(/<t:EmailAddress>([^<]+)/g)].map(([, address]) => address),
			body,
		};
	};

	it.each([
		['an address', 'alice@enyoi.example'],
		['an address with routing type', 'smtp:Alice@ENYOI.example'],
		['an account name', 'alice'],
		['a display name', 'Alice Jansen'],
		['given name and surname the other way round', 'Jansen Alice'],
		['a surname', 'jans'],
	])('finds one person by %s', async (_, entry) => {
		expect(await resolve(entry)).toMatchObject({
			code: 'NoError',
			responseClass: 'Success',
			addresses: ['alice@enyoi.example'],
		});
	});

	it('says that nobody was found', async () => {
		expect(await resolve('nobody')).toMatchObject({
			code: 'ErrorNameResolutionNoResults',
			responseClass: 'Error',
			addresses: [],
		});
		expect((await resolve('kiosk')).code).toBe('ErrorNameResolutionNoResults');
		expect((await resolve('smtp:alice@enyoi')).code).toBe('ErrorNameResolutionNoResults');
	});

	it('warns when several fit', async () => {
		const { code, responseClass, addresses } = await resolve('S');
		expect([code, responseClass]).toEqual(['ErrorNameResolutionMultipleResults', 'Warning']);
		expect(addresses).toEqual(
			expect.arrayContaining([
				'sales@enyoi.example',
				'sinead@enyoi.example',
				'nancy@enyoi.example',
			]),
		);
	});

	it('finds a hidden mailbox by its full address only', async () => {
		expect((await resolve('svc-n8n')).code).toBe('ErrorNameResolutionNoResults');
		expect((await resolve('svc-n8n@enyoi.example')).code).toBe('NoError');
	});

	it('tells what it knows about somebody', async () => {
		const { body } = await resolve(
			'carol',
			'ReturnFullContactData="true" SearchScope="ActiveDirectory"',
		);
		expect(body).toContain('<t:Surname>van den Berg</t:Surname>');
		expect(body).toContain(
			'<t:Entry Key="EmailAddress1">smtp:c.vandenberg@enyoi.example</t:Entry>',
		);
		expect(body).toContain('<t:ContactSource>ActiveDirectory</t:ContactSource>');
	});

	it('looks in the folder of contacts only when asked', async () => {
		expect(
			(await resolve('alice', 'ReturnFullContactData="false" SearchScope="Contacts"')).code,
		).toBe('ErrorNameResolutionNoResults');
	});

	it('finds the caller’s own contacts beside the directory', async () => {
		const { mailbox } = company.user('alice');
		const folder = mailbox.distinguished.get('contacts')!;
		const id = company.newItemId(mailbox);
		const contact = {
			element: 'Contact',
			id,
			changeKey: company.newChangeKey(),
			folder,
		} as OtherItem;
		const fields = { DisplayName: 'Boris Buiten', EmailAddress1: 'boris@fabrikam.example' };
		folder.items.set(id, Object.assign(contact, { subject: '', fields }));
		const { addresses, body } = await resolve('bo');
		expect(addresses).toEqual([
			'room-boardroom@enyoi.example',
			'bob@enyoi.example',
			'boris@fabrikam.example',
		]);
		expect(body).toContain(`<t:MailboxType>Contact</t:MailboxType><t:ItemId Id="${id}"`);
	});

	it('expands a list one level deep', async () => {
		const body = await server.ask(
			'<m:ExpandDL><m:Mailbox><t:EmailAddress>customers@enyoi.example</t:EmailAddress></m:Mailbox></m:ExpandDL>',
		);
		expect(body).toContain('TotalItemsInView="7"');
		expect(body).toContain('<t:Name>Sales Team</t:Name>');
		expect(body).toContain('<t:MailboxType>Contact</t:MailboxType>');
		const unknown = await server.ask(
			'<m:ExpandDL><m:Mailbox><t:EmailAddress>alice@enyoi.example</t:EmailAddress></m:Mailbox></m:ExpandDL>',
		);
		expect(unknown).toContain('ErrorNameResolutionNoResults');
	});

	it('knows rooms by their lists', async () => {
		expect(await server.ask('<m:GetRoomLists/>')).toContain(
			'<t:EmailAddress>rooms-amsterdam@enyoi.example</t:EmailAddress>',
		);
		const roomsOf = (list: string) =>
			server.ask(
				`<m:GetRooms><m:RoomList><t:EmailAddress>${list}</t:EmailAddress></m:RoomList></m:GetRooms>`,
			);
		expect((await roomsOf('rooms-amsterdam@enyoi.example')).match(/<t:Room>/g)).toHaveLength(3);
		expect(await roomsOf('sales@enyoi.example')).toContain('ErrorNameResolutionNoResults');
	});
});
