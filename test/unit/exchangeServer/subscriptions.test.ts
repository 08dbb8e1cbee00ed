import { Company } from '../../exchangeServer/company';
import { subscriptionsOf } from '../../exchangeServer/subscriptions';
import { answering, type Answering } from './support/answering';

const calendar = '<t:DistinguishedFolderId Id="calendar"/>';
const eventTypes = ['Created', 'Modified', 'Deleted', 'Moved']
	.map((kind) => `<t:EventType>${kind}Event</t:EventType>`)
	.join('');

let clock = Date.parse('2026-11-23T09:00:00Z');
const now = () => new Date(clock);

describe('subscriptions', () => {
	let company: Company;
	let server: Answering;
	beforeEach(async () => {
		company = new Company({ now });
		company.addPerson({ accountName: 'alice' });
		company.addPerson({ accountName: 'bob' });
		server = await answering(company, now);
	});

	const text = (body: string, name: string) =>
		new RegExp(`<[mt]:${name}>([^<]*)<`).exec(body)?.[1] ?? '';
	const pull = (folder = calendar, more = '', as = 'alice') =>
		server.ask(
			`<m:Subscribe><m:PullSubscriptionRequest><t:FolderIds>${folder}</t:FolderIds><t:EventTypes>${eventTypes}</t:EventTypes>${more}<t:Timeout>10</t:Timeout></m:PullSubscriptionRequest></m:Subscribe>`,
			{ as },
		);
	const getEvents = (id: string, mark: string, as = 'alice') =>
		server.ask(
			`<m:GetEvents><m:SubscriptionId>${id}</m:SubscriptionId><m:Watermark>${mark}</m:Watermark></m:GetEvents>`,
			{ as },
		);
	const streaming = (as = 'alice') =>
		server.ask(
			`<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds>${calendar}</t:FolderIds><t:EventTypes>${eventTypes}</t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>`,
			{ as },
		);
	const getStreaming = (...ids: string[]) =>
		`<m:GetStreamingEvents><m:SubscriptionIds>${ids.map((id) => `<t:SubscriptionId>${id}</t:SubscriptionId>`).join('')}</m:SubscriptionIds><m:ConnectionTimeout>1</m:ConnectionTimeout></m:GetStreamingEvents>`;
	/** What a stream that ends at once says. */
	const refused = async (request: string) => {
		const envelopes: string[] = [];
		for await (const envelope of await server.stream(request)) envelopes.push(envelope);
		expect(envelopes).toHaveLength(1);
		return envelopes[0];
	};
	const appointment = { subject: 'x', start: '2026-11-24T10:00' };

	describe('pull', () => {
		it('gives what happened since a watermark, and the same again when asked again', async () => {
			const subscribed = await pull();
			const [id, mark] = [text(subscribed, 'SubscriptionId'), text(subscribed, 'Watermark')];
			expect(await getEvents(id, mark)).toContain('<t:StatusEvent>');
			const item = company.user('alice').calendar.create(appointment);
			company.user('bob').calendar.create(appointment);
			const first = await getEvents(id, mark);
			expect(first.match(/<t:CreatedEvent>/g)).toHaveLength(1);
			expect(first).toContain(item.id);
			expect(await getEvents(id, mark)).toBe(first);
			const next = text(first.slice(first.indexOf('CreatedEvent')), 'Watermark');
			expect(await getEvents(id, next)).not.toContain('CreatedEvent');
		});

		it('goes on from a watermark with a new subscription', async () => {
			const subscribed = await pull();
			company.user('alice').calendar.create(appointment);
			const again = await pull(
				calendar,
				`<t:Watermark>${text(subscribed, 'Watermark')}</t:Watermark>`,
			);
			const events = await getEvents(text(again, 'SubscriptionId'), text(again, 'Watermark'));
			expect(events).toContain('CreatedEvent');
		});

		it('refuses watermarks that are not of this mailbox, and strangers', async () => {
			const id = text(await pull(), 'SubscriptionId');
			const ofBob = text(await pull(calendar, '', 'bob'), 'Watermark');
			for (const mark of [ofBob, 'AAAA', 'rubbish']) {
				expect(await getEvents(id, mark)).toContain('ErrorInvalidWatermark');
			}
			expect(await getEvents(id, ofBob, 'bob')).toContain('ErrorSubscriptionNotFound');
			expect(await getEvents('none', ofBob)).toContain('ErrorInvalidSubscription');
		});

		it('ends when it is ended, or nobody asks', async () => {
			const [one, two] = [await pull(), await pull()];
			const id = text(one, 'SubscriptionId');
			const unsubscribe = `<m:Unsubscribe><m:SubscriptionId>${id}</m:SubscriptionId></m:Unsubscribe>`;
			expect(await server.ask(unsubscribe)).toContain('NoError');
			expect(await server.ask(unsubscribe)).toContain('ErrorSubscriptionNotFound');
			clock += 11 * 60_000;
			expect(await getEvents(text(two, 'SubscriptionId'), text(two, 'Watermark'))).toContain(
				'ErrorSubscriptionNotFound',
			);
		});

		it('needs the right to read the folder', async () => {
			const ofBob =
				'<t:DistinguishedFolderId Id="calendar"><t:Mailbox><t:EmailAddress>bob@enyoi.example</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>';
			expect(await pull(ofBob)).toContain('ErrorFolderNotFound');
			company.user('bob').share('alice@enyoi.example', 'Reviewer');
			expect(await pull(ofBob)).toContain('NoError');
			expect(await pull(`${ofBob}${calendar}`)).toContain('ErrorInvalidSubscriptionRequest');
		});
	});

	describe('streaming', () => {
		it('sends events while they happen, and those from before the connection', async () => {
			const id = text(await streaming(), 'SubscriptionId');
			const { calendar: calendarOfAlice } = company.user('alice');
			calendarOfAlice.create(appointment);
			const gone = new AbortController();
			const envelopes = await server.stream(getStreaming(id), { signal: gone.signal });
			const iterator = envelopes[Symbol.asyncIterator]();
			const next = async () => (await iterator.next()).value as string;
			expect(await next()).toContain('<m:ConnectionStatus>OK<');
			expect(await next()).toContain('CreatedEvent');
			const coming = next();
			const item = calendarOfAlice.create(appointment);
			calendarOfAlice.delete(item.id, { hard: true });
			expect(await coming).toMatch(/CreatedEvent.*DeletedEvent/s);
			expect(subscriptionsOf(company).openStreams).toBe(1);
			gone.abort();
			expect(await next()).toContain('<m:ConnectionStatus>Closed<');
			expect((await iterator.next()).done).toBe(true);
			expect(subscriptionsOf(company).openStreams).toBe(0);
		});

		it('keeps the line alive and closes it after its time', async () => {
			const book = subscriptionsOf(company);
			book.keepAliveMs = 20;
			book.minuteMs = 400;
			const id = text(await streaming(), 'SubscriptionId');
			const received: string[] = [];
			for await (const envelope of await server.stream(getStreaming(id))) received.push(envelope);
			expect(received.at(-1)).toContain('<m:ConnectionStatus>Closed<');
			expect(received.some((envelope) => envelope.includes('<t:StatusEvent/>'))).toBe(true);
		});

		it('tells which subscriptions are lost, also in the middle', async () => {
			company.behaviours.lostSubscriptions = 'named';
			expect(await refused(getStreaming('none'))).toMatch(
				/ErrorInvalidSubscription.*<m:ErrorSubscriptionIds><m:SubscriptionId>none</s,
			);
			const gone = text(await streaming(), 'SubscriptionId');
			subscriptionsOf(company).loseAll();
			expect(await refused(getStreaming(gone))).toMatch(
				/ErrorSubscriptionNotFound.*<m:ErrorSubscriptionIds><m:SubscriptionId>/s,
			);
			const id = text(await streaming(), 'SubscriptionId');
			const received: string[] = [];
			for await (const envelope of await server.stream(getStreaming(id))) {
				received.push(envelope);
				subscriptionsOf(company).loseAll();
			}
			expect(received).toHaveLength(2);
			expect(received[1]).toContain('ErrorSubscriptionNotFound');
		});

		it('allows so many connections', async () => {
			subscriptionsOf(company).mostStreams = 0;
			const id = text(await streaming(), 'SubscriptionId');
			expect(await refused(getStreaming(id))).toContain('ErrorExceededConnectionCount');
		});
	});
});
