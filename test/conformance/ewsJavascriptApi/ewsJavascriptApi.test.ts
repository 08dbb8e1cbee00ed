import {
	Appointment,
	AppointmentType,
	CalendarView,
	ConnectingIdType,
	ConflictResolutionMode,
	DateTime,
	DayOfTheWeek,
	DeleteMode,
	ExchangeService,
	ExchangeVersion,
	EventType,
	Folder,
	FolderId,
	ImpersonatedUserId,
	PropertySet,
	Recurrence,
	ResolveNameSearchLocation,
	SendCancellationsMode,
	SendInvitationsMode,
	SendInvitationsOrCancellationsMode,
	StreamingSubscriptionConnection,
	SyncFolderItemsScope,
	Uri,
	UserConfiguration,
	UserConfigurationProperties,
	WebCredentials,
	WellKnownFolderName,
	type ItemChange,
} from 'ews-javascript-api';
import { startExchangeServer, type ExchangeServer } from '../../exchangeServer';
import { describeWith, schemaDirectory, schemas } from '../../requirements';

/** Its declarations leave the arguments out. */
const WeeklyPattern = Recurrence.WeeklyPattern as unknown as new (
	startDate: DateTime,
	interval: number,
	days: DayOfTheWeek[],
) => Recurrence;

/** The EWS library as shipped, on its own transport, must find an Exchange here. */
describeWith(schemas, 'ews-javascript-api on the test Exchange', () => {
	let server: ExchangeServer;
	let alice: string;

	beforeEach(async () => {
		server = await startExchangeServer({ schemas: schemaDirectory });
		alice = server.company.people[0].smtpAddress;
	});

	afterEach(async () => {
		await server.close();
		expect(server.schemaViolations).toEqual([]);
	});

	function asAlice(): ExchangeService {
		const service = new ExchangeService(ExchangeVersion.Exchange2013_SP1);
		const { user, password } = server.company.serviceAccount;
		service.Credentials = new WebCredentials(user, password);
		service.Url = new Uri(server.url);
		service.ImpersonatedUserId = new ImpersonatedUserId(ConnectingIdType.SmtpAddress, alice);
		return service;
	}

	const calendar = new FolderId(WellKnownFolderName.Calendar);

	async function syncAll(service: ExchangeService, from: string | null) {
		const changes: ItemChange[] = [];
		let state = from;
		for (;;) {
			const page = await service.SyncFolderItems(
				calendar,
				PropertySet.IdOnly,
				null as never,
				25,
				SyncFolderItemsScope.NormalItems,
				state as never,
			);
			changes.push(...page.GetEnumerator());
			state = page.SyncState;
			if (!page.MoreChangesAvailable) return { changes, state };
		}
	}

	it('opens the calendar and reads it in full and incrementally', async () => {
		const service = asAlice();
		const folder = await Folder.Bind(service, WellKnownFolderName.Calendar);
		const known = server.company.user(alice).calendar.items();
		expect(folder.TotalCount).toBe(known.length);

		const first = await syncAll(service, null);
		expect(first.changes.map(({ ItemId }) => ItemId.UniqueId).sort()).toEqual(
			known.map(({ id }) => id).sort(),
		);

		const gone = known[0].id;
		server.company.user(alice).calendar.delete(gone);
		const second = await syncAll(service, first.state);
		expect(second.changes.map(({ ItemId }) => ItemId.UniqueId)).toEqual([gone]);
	});

	it('creates, finds, changes and deletes one appointment without telling anybody', async () => {
		const service = asAlice();
		const appointment = new Appointment(service);
		appointment.Subject = 'Planning';
		appointment.Start = new DateTime('2027-03-03T09:00:00Z');
		appointment.End = new DateTime('2027-03-03T10:00:00Z');
		appointment.Location = 'Zaal 2';
		await appointment.Save(SendInvitationsMode.SendToNone);

		const day = new CalendarView(
			new DateTime('2027-03-03T00:00:00Z'),
			new DateTime('2027-03-04T00:00:00Z'),
		);
		const found = await service.FindAppointments(WellKnownFolderName.Calendar, day);
		expect(found.Items.map(({ Subject }) => Subject)).toContain('Planning');

		const bound = await Appointment.Bind(service, appointment.Id);
		bound.Subject = 'Planning (verplaatst)';
		await bound.Update(
			ConflictResolutionMode.AutoResolve,
			SendInvitationsOrCancellationsMode.SendToNone,
		);
		const again = await Appointment.Bind(service, appointment.Id);
		expect(again.Subject).toBe('Planning (verplaatst)');

		await again.Delete(DeleteMode.MoveToDeletedItems, SendCancellationsMode.SendToNone);
		expect(
			server.company
				.user(alice)
				.calendar.items()
				.some(({ subject }) => subject.startsWith('Planning (')),
		).toBe(false);
		expect(server.outbox).toEqual([]);
	});

	it('creates a series, moves one occurrence and deletes another', async () => {
		const service = asAlice();
		const master = new Appointment(service);
		master.Subject = 'Weekstart';
		master.Start = new DateTime('2027-03-08T09:00:00Z');
		master.End = new DateTime('2027-03-08T09:30:00Z');
		master.Recurrence = new WeeklyPattern(new DateTime('2027-03-08T09:00:00Z'), 1, [
			DayOfTheWeek.Monday,
		]);
		master.Recurrence.NumberOfOccurrences = 4;
		await master.Save(SendInvitationsMode.SendToNone);

		const second = await Appointment.BindToOccurrence(service, master.Id, 2);
		second.Subject = 'Weekstart (later)';
		second.Start = new DateTime('2027-03-15T13:00:00Z');
		second.End = new DateTime('2027-03-15T13:30:00Z');
		await second.Update(
			ConflictResolutionMode.AutoResolve,
			SendInvitationsOrCancellationsMode.SendToNone,
		);
		const third = await Appointment.BindToOccurrence(service, master.Id, 3);
		await third.Delete(DeleteMode.MoveToDeletedItems, SendCancellationsMode.SendToNone);

		const month = new CalendarView(
			new DateTime('2027-03-01T00:00:00Z'),
			new DateTime('2027-04-30T00:00:00Z'),
		);
		const { Items } = await service.FindAppointments(WellKnownFolderName.Calendar, month);
		const series = Items.filter(({ Subject }) => Subject.startsWith('Weekstart'));
		expect(series.map(({ Subject, AppointmentType: type }) => [Subject, type])).toEqual([
			['Weekstart', AppointmentType.Occurrence],
			['Weekstart (later)', AppointmentType.Exception],
			['Weekstart', AppointmentType.Occurrence],
		]);
		const bound = await Appointment.Bind(service, master.Id);
		expect(bound.AppointmentType).toBe(AppointmentType.RecurringMaster);
		expect(bound.ModifiedOccurrences.Count).toBe(1);
		expect(bound.DeletedOccurrences.Count).toBe(1);
	});

	it('resolves a name in the directory', async () => {
		const found = await asAlice().ResolveName(alice, ResolveNameSearchLocation.DirectoryOnly, true);
		expect(found.Count).toBe(1);
		expect(found._getItem(0).Mailbox.Address).toBe(alice);
	});

	it('keeps user configuration beside the calendar', async () => {
		const service = asAlice();
		const configuration = new UserConfiguration(service);
		configuration.XmlData = Array.from(Buffer.from('<a/>')) as never;
		await configuration.Save('ConformanceEwsJs', WellKnownFolderName.Calendar);
		const read = await UserConfiguration.Bind(
			service,
			'ConformanceEwsJs',
			WellKnownFolderName.Calendar,
			UserConfigurationProperties.All,
		);
		expect(read.Name).toBe('ConformanceEwsJs');
		await read.Delete();
		await expect(
			UserConfiguration.Bind(
				service,
				'ConformanceEwsJs',
				WellKnownFolderName.Calendar,
				UserConfigurationProperties.All,
			),
		).rejects.toMatchObject({ message: expect.stringContaining('not found') });
	});

	it('streams a notification', async () => {
		const service = asAlice();
		const subscription = await service.SubscribeToStreamingNotifications(
			[calendar],
			EventType.Created,
		);
		const connection = new StreamingSubscriptionConnection(service, 1);
		connection.AddSubscription(subscription);
		const notified = new Promise<number>((resolve, reject) => {
			connection.OnNotificationEvent.push((_, { Events }) => resolve(Events.length));
			connection.OnSubscriptionError.push((_, { Exception }) => reject(Exception));
		});
		// Never settles while the stream is open, nor when it is closed.
		void connection.Open().catch(() => undefined);
		server.company.user(alice).calendar.create({
			subject: 'Notified',
			start: new Date('2027-03-03T09:00:00Z'),
			end: new Date('2027-03-03T10:00:00Z'),
		});
		expect(await notified).toBeGreaterThan(0);
		connection.Close();
	});
});
