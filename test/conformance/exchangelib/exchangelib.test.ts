import { startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import { describeWith, schemaDirectory, schemas } from '../../requirements';
import { exchangelib, runExchangelib } from './client';

/** exchangelib 4.9, written by others against real servers, must find an Exchange here. */
describeWith([exchangelib, schemas], 'exchangelib on the test Exchange', () => {
	let server: ExchangeServer;
	let alice: string;
	let bob: string;

	beforeEach(async () => {
		server = await startExchangeServer({ schemas: schemaDirectory });
		[alice, bob] = server.company.people.map(({ smtpAddress }) => smtpAddress);
	});

	afterEach(async () => {
		await server.close();
		expect(server.schemaViolations).toEqual([]);
	});

	const asService = (extra: Record<string, unknown> = {}) => ({
		endpoint: server.url,
		user: server.company.serviceAccount.user,
		password: server.company.serviceAccount.password,
		address: alice,
		...extra,
	});

	it('opens a calendar through impersonation', async () => {
		const folder = await runExchangelib<Record<string, unknown>>('get_folder', asService());
		expect(folder).toMatchObject({ class: 'IPF.Appointment', createContents: true, read: true });
		expect(folder.count).toBe(server.company.user(alice).calendar.items().length);
	});

	it('reads a calendar in full, then only what changed', async () => {
		interface Sync {
			changes: Array<{ kind: string; id: string; subject: string | null }>;
			syncState: string;
		}
		const first = await runExchangelib<Sync>('sync', asService({ pageSize: 20 }));
		const known = server.company.user(alice).calendar.items();
		expect(first.changes.map(({ id }) => id).sort()).toEqual(known.map(({ id }) => id).sort());
		expect(new Set(first.changes.map(({ kind }) => kind))).toEqual(new Set(['create']));

		const [made] = await runExchangelib<Array<{ id: string }>>(
			'create',
			asService({
				items: [{ subject: 'Nieuw', start: '2027-03-03T08:00:00Z', end: '2027-03-03T09:00:00Z' }],
			}),
		);
		const second = await runExchangelib<Sync>('sync', asService({ syncState: first.syncState }));
		expect(second.changes).toEqual([{ kind: 'create', id: made.id, subject: 'Nieuw' }]);
		const third = await runExchangelib<Sync>('sync', asService({ syncState: second.syncState }));
		expect(third.changes).toEqual([]);
	});

	it('creates, changes and deletes one appointment', async () => {
		const life = await runExchangelib('single_life', asService());
		expect(life).toMatchObject({
			created: {
				subject: 'Overleg <budget> & "plannen"',
				type: 'Single',
				start: '2027-03-03T08:00:00Z',
				end: '2027-03-03T09:30:00Z',
				location: 'Zaal 1',
				categories: ['Rood', 'Blauw'],
				sensitivity: 'Private',
				showAs: 'Tentative',
				zone: 'W. Europe Standard Time',
			},
			updated: {
				subject: 'Overleg verplaatst',
				location: null,
				start: '2027-03-04T08:00:00Z',
				end: '2027-03-04T09:00:00Z',
			},
			left: 0,
		});
		expect(server.outbox).toEqual([]);
	});

	it('keeps all-day events on their dates', async () => {
		const event = await runExchangelib('all_day', asService());
		expect(event).toMatchObject({ isAllDay: true, start: '2027-07-05', end: '2027-07-09' });
	});

	it.each([
		[
			'daily',
			[
				'2027-03-03T09:00:00Z',
				'2027-03-06T09:00:00Z',
				'2027-03-09T09:00:00Z',
				'2027-03-12T09:00:00Z',
				'2027-03-15T09:00:00Z',
			],
			1,
		],
		[
			'weekly',
			[
				'2027-03-04T09:00:00Z',
				'2027-03-15T09:00:00Z',
				'2027-03-18T09:00:00Z',
				'2027-03-29T08:00:00Z',
				'2027-04-01T08:00:00Z',
				'2027-04-12T08:00:00Z',
			],
			1,
		],
		[
			'absoluteMonthly',
			[
				'2027-03-31T08:00:00Z',
				'2027-04-30T08:00:00Z',
				'2027-05-31T08:00:00Z',
				'2027-06-30T08:00:00Z',
				'2027-07-31T08:00:00Z',
			],
			1,
		],
		[
			'relativeMonthly',
			[
				'2027-03-30T08:00:00Z',
				'2027-04-27T08:00:00Z',
				'2027-05-25T08:00:00Z',
				'2027-06-29T08:00:00Z',
				'2027-07-27T08:00:00Z',
			],
			1,
		],
		['absoluteYearly', ['2028-02-29T09:00:00Z', '2029-02-28T09:00:00Z', '2030-02-28T09:00:00Z'], 4],
		['relativeYearly', ['2027-05-03T08:00:00Z', '2028-05-01T08:00:00Z', '2029-05-01T08:00:00Z'], 3],
		[
			'endDate',
			[
				'2027-03-03T09:00:00Z',
				'2027-03-10T09:00:00Z',
				'2027-03-17T09:00:00Z',
				'2027-03-24T09:00:00Z',
				'2027-03-31T08:00:00Z',
				'2027-04-07T08:00:00Z',
				'2027-04-14T08:00:00Z',
			],
			1,
		],
	])('expands a %s series across daylight saving', async (pattern, starts, years) => {
		const series = await runExchangelib('recurrence', asService({ pattern, years }));
		expect(series).toMatchObject({
			starts,
			type: 'RecurringMaster',
			first: starts[0],
			last: starts.at(-1),
		});
	});

	it('expands a series without end', async () => {
		const series = await runExchangelib<{ starts: string[]; last: string | null }>(
			'recurrence',
			asService({ pattern: 'noEnd' }),
		);
		expect(series.starts).toHaveLength(52);
		expect(series.last).toBeNull();
	});

	it('moves one occurrence, deletes another, and says so in master and view', async () => {
		const series = await runExchangelib('series_with_exception', asService());
		expect(series).toEqual({
			changeKeyMoved: true,
			modified: [{ start: '2027-03-16T14:00:00Z', originalStart: '2027-03-16T09:00:00Z' }],
			deleted: ['2027-03-23T09:00:00Z'],
			exceptionType: 'Exception',
			masterOfException: true,
			view: [
				{
					type: 'Occurrence',
					subject: 'Reeks met uitzondering',
					start: '2027-03-09T09:00:00Z',
					uid: true,
				},
				{
					type: 'Exception',
					subject: 'Reeks met uitzondering (later)',
					start: '2027-03-16T14:00:00Z',
					uid: true,
				},
				{
					type: 'Occurrence',
					subject: 'Reeks met uitzondering',
					start: '2027-03-30T08:00:00Z',
					uid: true,
				},
				{
					type: 'Occurrence',
					subject: 'Reeks met uitzondering',
					start: '2027-04-06T08:00:00Z',
					uid: true,
				},
				{
					type: 'Occurrence',
					subject: 'Reeks met uitzondering',
					start: '2027-04-13T08:00:00Z',
					uid: true,
				},
			],
		});
	});

	it('resolves names', async () => {
		const person = server.company.user(alice);
		const found = await runExchangelib<Record<string, Array<Record<string, unknown>>>>(
			'resolve_names',
			asService({ names: [alice, 'nobody-of-that-name'], full: true }),
		);
		expect(found[alice]).toEqual([
			expect.objectContaining({
				address: alice,
				type: 'Mailbox',
				displayName: person.mailbox.displayName,
			}),
		]);
		expect(found['nobody-of-that-name']).toEqual([{ error: 'ErrorNameResolutionNoResults' }]);
	});

	it('tells impersonation, delegate rights and their absence apart', async () => {
		const unknown = `unknown@${server.company.domain}`;
		const impersonated = await runExchangelib<Record<string, unknown>>(
			'access',
			asService({ addresses: [alice, unknown] }),
		);
		expect(impersonated[alice]).toMatchObject({ count: expect.any(Number) });
		// What the front end says of a mailbox that it does not find; else EWS says it.
		const refusals = [{ error: 'CASError' }, { error: 'ErrorNonExistentMailbox' }];
		expect(refusals).toContainEqual(impersonated[unknown]);

		const person = server.company.user(alice);
		const asAlice = asService({
			user: person.smtpAddress,
			password: person.password,
			accessType: 'delegate',
			addresses: [alice, bob],
		});
		const refused = await runExchangelib<Record<string, unknown>>('access', asAlice);
		expect(refused[alice]).toMatchObject({ count: expect.any(Number) });
		expect(refused[bob]).toMatchObject({
			error: expect.stringMatching(/ErrorAccessDenied|ErrorItemNotFound|ErrorFolderNotFound/),
		});

		server.company.user(bob).share(alice, 'Reviewer');
		server.company.user(bob).share(alice, 'Reviewer', 'root');
		const granted = await runExchangelib<Record<string, unknown>>('access', asAlice);
		expect(granted[bob]).toMatchObject({ count: expect.any(Number) });

		const notAllowed = await runExchangelib<Record<string, unknown>>('access', {
			...asAlice,
			accessType: 'impersonation',
			addresses: [bob],
		});
		expect(notAllowed[bob]).toEqual({ error: 'ErrorImpersonateUserDenied' });
	});

	it('lists time zones with their daylight rules', async () => {
		const zones = await runExchangelib<{ count: number; zones: Record<string, unknown> }>(
			'time_zones',
			asService({ ids: ['W. Europe Standard Time', 'Tokyo Standard Time'], year: 2027 }),
		);
		expect(zones.count).toBeGreaterThan(100);
		expect(zones.zones).toMatchObject({
			'W. Europe Standard Time': {
				bias: -60,
				standardMonth: 10,
				daylightMonth: 3,
				daylightBias: -60,
			},
			// exchangelib gives a zone without daylight saving two empty rules.
			'Tokyo Standard Time': { bias: -540, daylightBias: 0 },
		});
	});

	it('keeps user configuration', async () => {
		expect(await runExchangelib('user_configuration', asService())).toEqual({
			first: { dictionary: { round: 1, text: 'één', yes: true }, binary: '00ff6279746573' },
			second: { dictionary: { round: 2 }, xml: '<a>b</a>' },
			after: 'ErrorItemNotFound',
		});
	});

	it('streams and pulls notifications', async () => {
		expect(await runExchangelib('streaming', asService())).toContainEqual({
			kind: 'CreatedEvent',
			same: true,
		});
		expect(await runExchangelib('pull', asService())).toContain('CreatedEvent');
	});

	it('carries a meeting to the attendee and the answer back', async () => {
		expect(await runExchangelib('meeting', asService({ attendee: bob }))).toEqual({
			before: { count: 1, sameUid: true, response: 'NoResponseReceived' },
			after: { count: 1, sameUid: true, response: 'Accept', newId: true },
			organizerSees: 'Accept',
		});
	});

	it('tells free from busy', async () => {
		const [info] = await runExchangelib<Array<{ view: string }>>(
			'free_busy',
			asService({ start: '2026-11-23T00:00:00Z', end: '2026-11-28T00:00:00Z' }),
		);
		expect(info.view).toMatch(/Detailed|FreeBusy/);
	});

	it('signs in with NTLM', async () => {
		const ntlm = await startExchangeServer({ authentication: ['ntlm'], schemas: schemaDirectory });
		try {
			const folder = await runExchangelib<Record<string, unknown>>('get_folder', {
				...asService({ auth: 'ntlm' }),
				endpoint: ntlm.url,
				user: ntlm.company.serviceAccount.user,
				password: ntlm.company.serviceAccount.password,
			});
			expect(folder).toMatchObject({ class: 'IPF.Appointment' });
		} finally {
			await ntlm.close();
		}
	});
});
