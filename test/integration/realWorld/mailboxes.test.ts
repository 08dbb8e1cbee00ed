import { getChanges } from '../../../exchange/changes/getChanges';
import { resolveMailboxes } from '../../../exchange/mailboxes/resolveMailboxes';
import type { ResolvedMailbox } from '../../../exchange/mailboxes/resolvedMailbox';
import { testConnection } from '../../../exchange/diagnosis/testConnection';
import {
	anotherServer,
	answered,
	failed,
	folder,
	succeeded,
	type AnotherServer,
	type Received,
} from './anotherServer';
import { change, changesOf, following, page, single } from './calendarScript';

let server: AnotherServer;

afterEach(async () => {
	await server.close();
});

type Answers = Record<string, string | ((request: Received) => string)>;

async function exchangeWith(answers: Answers) {
	server = await anotherServer((request) => {
		const answer = answers[request.operation];
		if (typeof answer === 'function') return answer(request);
		return answer ?? answered(request.operation, failed(request.operation, 'ErrorItemNotFound'));
	});
	return server.exchange();
}

async function resolved(answers: Answers): Promise<ResolvedMailbox> {
	const exchange = await exchangeWith(answers);
	for await (const mailbox of resolveMailboxes(exchange, [{ user: 'alice' }])) return mailbox;
	throw new Error('nothing came');
}

const resolution = (mailbox: string, contact = '') =>
	succeeded(
		'ResolveNames',
		`<m:ResolutionSet TotalItemsInView="1" IncludesLastItemInRange="true"><t:Resolution><t:Mailbox>${mailbox}</t:Mailbox>${contact}</t:Resolution></m:ResolutionSet>`,
	);

const address = '<t:EmailAddress>alice@enyoi.example</t:EmailAddress>';
const legacy =
	'<t:Name>Alice</t:Name><t:EmailAddress>/o=Enyoi/ou=x/cn=Recipients/cn=alice</t:EmailAddress><t:RoutingType>EX</t:RoutingType>';
const listed =
	'<t:Contact><t:DisplayName>Alice A.</t:DisplayName><t:EmailAddresses><t:Entry Key="EmailAddress1">SMTP:Alice@enyoi.example</t:Entry><t:Entry Key="EmailAddress2">sip:alice@enyoi.example</t:Entry></t:EmailAddresses></t:Contact>';

describe('a mailbox is found', () => {
	it.each<[string, string]>([
		['an entry of few words', resolution(address)],
		['an entry that goes by its name in the directory', resolution(legacy, listed)],
		['no candidates at all', succeeded('ResolveNames', '')],
		[
			'a directory that is closed',
			answered('ResolveNames', failed('ResolveNames', 'ErrorMissingEmailAddress')),
		],
	])('with %s, when its calendar opens', async (_what, answer) => {
		const mailbox = await resolved({
			ResolveNames: answer,
			GetFolder: succeeded('GetFolder', folder),
		});
		expect(mailbox).toMatchObject({
			status: 'resolved',
			emailAddress: expect.stringMatching(/^alice@enyoi\.example$/i),
			calendar: { id: 'F', access: 'read' },
		});
	});
});

describe('a mailbox', () => {
	const nobodys = answered('GetFolder', failed('GetFolder', 'ErrorMissingEmailAddress'));

	it('is not said to be absent where the service account has none', async () => {
		const mailbox = await resolved({
			ResolveNames: resolution(address, listed),
			GetFolder: nobodys,
		});
		expect(mailbox).toMatchObject({
			status: 'failed',
			message: expect.stringMatching(/ has no mailbox of its own, and Exchange wants one/),
		});
	});
});

const workHours = (zone: string) =>
	succeeded(
		'GetUserConfiguration',
		`<m:UserConfiguration><t:UserConfigurationName Name="WorkHours"><t:DistinguishedFolderId Id="calendar"/></t:UserConfigurationName><t:XmlData>${Buffer.from(
			`<?xml version="1.0"?>\r\n<Root xmlns="WorkingHours.xsd"><WorkHoursVersion1><TimeZone><Bias>-60</Bias><Standard><Bias>0</Bias></Standard><Name>${zone}</Name></TimeZone><TimeSlot><Start>08:00:00</Start></TimeSlot></WorkHoursVersion1></Root>`,
		).toString('base64')}</t:XmlData></m:UserConfiguration>`,
	);

it('the zone of somebody who only uses Outlook is that of the working hours', async () => {
	const exchange = await exchangeWith({
		SyncFolderItems: succeeded('SyncFolderItems', page('S', '')),
		GetUserConfiguration: ({ body }) =>
			body.includes('WorkHours')
				? workHours('W. Europe Standard Time')
				: answered('GetUserConfiguration', failed('GetUserConfiguration', 'ErrorItemNotFound')),
	});
	const running = getChanges(exchange, { mailbox: 'alice@enyoi.example', timeZone: 'mailbox' });
	await expect(running.next()).resolves.toMatchObject({ done: true });
});

describe('a time zone of the mailbox that no table has', () => {
	const mailbox = 'alice@enyoi.example';
	const kamchatka = `<t:TimeZoneDefinition Id="Kamchatka Standard Time" Name="(UTC+12:00) Petropavlovsk-Kamchatsky - Old"><t:Periods><t:Period Bias="-PT12H" Name="Standard" Id="s"/></t:Periods><t:TransitionsGroups><t:TransitionsGroup Id="0"><t:Transition><t:To Kind="Period">s</t:To></t:Transition></t:TransitionsGroup></t:TransitionsGroups><t:Transitions><t:Transition><t:To Kind="Group">0</t:To></t:Transition></t:Transitions></t:TimeZoneDefinition>`;

	async function changesIn(zone: string, definitions?: string) {
		const items: Record<string, string> = { A: single('A', '2026-11-25T09:00:00Z') };
		const scripted = following({ pages: [page('S', change('Create', 'A'))], items });
		server = await anotherServer((request) => {
			const { operation } = request;
			if (operation === 'GetUserConfiguration') return workHours(zone);
			if (operation !== 'GetServerTimeZones') return scripted(request);
			return definitions === undefined
				? answered(operation, failed(operation, 'ErrorTimeZone'))
				: succeeded(operation, `<m:TimeZoneDefinitions>${definitions}</m:TimeZoneDefinitions>`);
		});
		const { changes } = await changesOf(server.exchange(), { timeZone: 'mailbox' });
		return changes.map(({ start }) => start);
	}

	it('has the rules that the server gives', async () => {
		expect(await changesIn('Kamchatka Standard Time', kamchatka)).toEqual([
			{ dateTime: '2026-11-25T21:00:00.0000000', timeZone: 'Kamchatka Standard Time' },
		]);
	});

	it.each<[string, string?]>([
		['Mid-Atlantic Standard Time', undefined],
		['Kamchatka Standard Time', ''],
		['Customized Time Zone', kamchatka],
		['Mitteleuropäische Zeit', kamchatka],
	])('is named with the mailbox and what to enter otherwise: %s', async (zone, definitions) => {
		await expect(changesIn(zone, definitions)).rejects.toMatchObject({
			field: 'timeZone',
			message: expect.stringMatching(new RegExp(`${mailbox}.*${zone}`)),
			command: expect.stringContaining(`Set-MailboxRegionalConfiguration '${mailbox}'`),
		});
	});
});

it('a sync state that is refused, with an empty one in its place, starts over', async () => {
	const refused = answered(
		'SyncFolderItems',
		'<m:SyncFolderItemsResponseMessage ResponseClass="Error"><m:MessageText>Synchronization state data is corrupt or otherwise invalid.</m:MessageText><m:ResponseCode>ErrorInvalidSyncStateData</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey><m:SyncState /><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange></m:SyncFolderItemsResponseMessage>',
	);
	let isOld = false;
	const exchange = await exchangeWith({
		SyncFolderItems: ({ body }) =>
			isOld && body.includes('>S1<')
				? refused
				: succeeded('SyncFolderItems', page(isOld ? 'S2' : 'S1', '')),
	});
	const mailbox = 'alice@enyoi.example';
	const first = await getChanges(exchange, { mailbox }).next();
	isOld = true;
	const { position } = first.value as { position: string };
	const second = await getChanges(exchange, { mailbox, position }).next();
	expect(second.value).toMatchObject({ resynced: true, fullSync: true });
});

it('the connection test understands a server that says little of itself', async () => {
	const silent = (xml: string) => xml.replace(/<s:Header>.*<\/s:Header>/, '');
	const exchange = await exchangeWith({
		GetServerTimeZones: silent(
			succeeded(
				'GetServerTimeZones',
				'<m:TimeZoneDefinitions><t:TimeZoneDefinition Id="UTC" Name="UTC"/></m:TimeZoneDefinitions>',
			),
		),
		GetFolder: silent(succeeded('GetFolder', folder)),
		FindItem: silent(succeeded('FindItem', '<m:RootFolder><t:Items/></m:RootFolder>')),
	});
	const report = await testConnection(exchange, { mailboxes: ['alice@enyoi.example'] });
	expect(report.checks.filter(({ status }) => status === 'failed')).toEqual([]);
	expect(report.checks.find(({ id }) => id === 'version')?.status).toBe('skipped');
});
