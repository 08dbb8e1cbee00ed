import type { ExchangeServer } from '../../exchangeServer';
import { call, codes, startSmallExchange, text, texts } from './rawClient';

let server: ExchangeServer;
beforeEach(async () => {
	server = await startSmallExchange();
});
afterEach(async () => {
	expect(server.schemaViolations).toEqual([]);
	await server.close();
});

const mailbox = (name: string) =>
	`<t:Mailbox><t:Address>${name}@enyoi.example</t:Address></t:Mailbox>`;
const get = async (name = 'alice') =>
	await call(server, `<m:GetUserOofSettingsRequest>${mailbox(name)}</m:GetUserOofSettingsRequest>`);
const set = async (settings: string, name = 'alice') =>
	await call(
		server,
		`<m:SetUserOofSettingsRequest>${mailbox(name)}<t:UserOofSettings>${settings}</t:UserOofSettings></m:SetUserOofSettingsRequest>`,
	);
const AWAY =
	'<t:OofState>Scheduled</t:OofState><t:ExternalAudience>Known</t:ExternalAudience>' +
	'<t:Duration><t:StartTime>2026-12-01T08:00:00Z</t:StartTime><t:EndTime>2026-12-05T17:00:00Z</t:EndTime></t:Duration>' +
	'<t:InternalReply xml:lang="nl-NL"><t:Message>Weg</t:Message></t:InternalReply><t:ExternalReply><t:Message>Away</t:Message></t:ExternalReply>';

it('is off for who never chose anything, and then what was chosen', async () => {
	expect(text(await get(), 'OofState')).toBe('Disabled');
	expect(codes(await set(AWAY))).toEqual(['NoError']);
	const settings = await get();
	expect(text(settings, 'OofState')).toBe('Scheduled');
	expect([text(settings, 'StartTime'), text(settings, 'EndTime')]).toEqual([
		'2026-12-01T08:00:00Z',
		'2026-12-05T17:00:00Z',
	]);
	expect(texts(settings, 'Message')).toEqual(['Weg', 'Away']);
	expect(text(await get(), 'ExternalAudience')).toBe('Known');
});

it('refuses others, times that go backwards and what it would lose', async () => {
	expect(codes(await get('bob'))).toEqual(['ErrorAccessDenied']);
	expect(codes(await get('nobody'))).toEqual(['ErrorNonExistentMailbox']);
	const backwards = AWAY.replace('2026-12-05', '2026-11-05');
	expect(codes(await set(backwards))).toEqual(['ErrorInvalidScheduledOofDuration']);
	const more = `${AWAY}<t:CreateOOFEvent>true</t:CreateOOFEvent>`;
	expect(codes(await set(more))).toEqual(['ErrorInvalidUserOofSettings']);
	expect(text(await get(), 'OofState')).toBe('Disabled');
});

it('lets nobody search across mailboxes', async () => {
	const request =
		'<m:GetSearchableMailboxes><m:ExpandGroupMembership>true</m:ExpandGroupMembership></m:GetSearchableMailboxes>';
	expect(codes(await call(server, request))).toEqual(['ErrorAccessDenied']);
});
