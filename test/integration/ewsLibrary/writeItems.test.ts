import type { Exchange } from '../../../exchange/connection';
import {
	createAppointments,
	deleteItems,
	existingAppointment,
	updateAppointments,
	type WriteResult,
} from '../../../exchange/ews/library/writeItems';
import {
	managedService,
	timeZone,
	type ManagedApi,
} from '../../../exchange/ews/library/managedService';
import type { ExchangeServer } from '../../exchangeServer';
import { itemError, serverBusy, serverBusyInMessage } from '../../exchangeServer/faults';
import { startConnected, type Connected } from '../../support/startConnected';

const mailbox = 'alice@enyoi.example';
let connected: Connected;
let server: ExchangeServer;
let exchange: Exchange;

beforeEach(async () => {
	// Each write uses what the one before it returned.
	connected = await startConnected({ behaviours: { changeKeys: 'stable' } });
	({ server, exchange } = connected);
});

afterEach(async () => await connected.close());

const at = (api: ManagedApi, iso: string) =>
	new api.DateTime(Date.parse(iso), api.DateTimeKind.Utc);

async function create(subjects: string[], attendees: string[] = []): Promise<WriteResult[]> {
	return await createAppointments(exchange, { mailbox }, (api, service) =>
		subjects.map((subject) => {
			const appointment = new api.Appointment(service);
			appointment.Subject = subject;
			appointment.Start = at(api, '2026-11-25T09:00:00Z');
			appointment.End = at(api, '2026-11-25T10:00:00Z');
			appointment.StartTimeZone = timeZone(api, 'W. Europe Standard Time');
			for (const attendee of attendees) appointment.RequiredAttendees.Add(attendee);
			return appointment;
		}),
	);
}

const items = () => server.company.user('alice').calendar.items();
const reference = (result: WriteResult) => {
	if (!result.ok) throw new Error(result.failure.responseCode);
	return result.item;
};

describe('writing with the object model', () => {
	it('creates, updates and deletes', async () => {
		const [created] = await create(['<Jour fixe> & "more"']);
		expect(items()).toEqual([
			expect.objectContaining({
				subject: '<Jour fixe> & "more"',
				start: new Date('2026-11-25T09:00:00Z'),
				end: new Date('2026-11-25T10:00:00Z'),
				startTimeZone: 'W. Europe Standard Time',
			}),
		]);

		const [updated] = await updateAppointments(exchange, { mailbox }, (api, service) => {
			const appointment = existingAppointment(api, service, reference(created));
			appointment.Location = 'Room 1';
			return [appointment];
		});
		expect(reference(updated).changeKey).not.toBe(reference(created).changeKey);
		expect(items()).toEqual([
			expect.objectContaining({ subject: '<Jour fixe> & "more"', location: 'Room 1' }),
		]);

		expect(await deleteItems(exchange, { mailbox }, [reference(updated)])).toEqual([{ ok: true }]);
		expect(items()).toEqual([]);
		expect(server.company.user('alice').itemsIn('deleteditems')).toHaveLength(1);
	});

	it('mails nobody unless asked', async () => {
		const [created] = await create(['Planning'], ['bob@enyoi.example']);
		await updateAppointments(exchange, { mailbox }, (api, service) => {
			const appointment = existingAppointment(api, service, reference(created));
			appointment.Subject = 'Planning 2';
			return [appointment];
		});
		await deleteItems(exchange, { mailbox }, [reference(created)]);
		expect(server.outbox).toEqual([]);
	});

	it('mails nobody even by the object model’s own defaults', async () => {
		const { api, service, written } = await managedService(exchange);
		const appointment = new api.Appointment(service);
		appointment.Subject = 'Planning';
		appointment.Start = at(api, '2026-11-25T09:00:00Z');
		appointment.End = at(api, '2026-11-25T10:00:00Z');
		appointment.RequiredAttendees.Add('bob@enyoi.example');
		expect(String(await written(async () => await appointment.Save(null as never)))).toContain(
			'SendMeetingInvitations="SendToNone"',
		);
		const existing = existingAppointment(api, service, { id: 'AAMk', changeKey: 'DwAA' });
		existing.Subject = 'Planning 2';
		const update = existing.Update(api.ConflictResolutionMode.AutoResolve, null as never);
		expect(String(await written(async () => await update))).toContain(
			'SendMeetingInvitationsOrCancellations="SendToNone"',
		);
		const deletion = existing.Delete(api.DeleteMode.MoveToDeletedItems);
		expect(String(await written(async () => await deletion))).toContain(
			'SendMeetingCancellations="SendToNone"',
		);
	});

	it('writes what it can of a batch, and says why not the rest', async () => {
		const [first, second] = await create(['one', 'two']);
		const results = await deleteItems(exchange, { mailbox }, [
			reference(first),
			{ id: 'AAMkAGQ1' },
			reference(second),
		]);
		expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
		expect(results[1]).toMatchObject({
			failure: { responseCode: expect.stringMatching(/^Error/) },
		});
		expect(items()).toEqual([]);
	});

	it('needs 20 requests for 1000 appointments', async () => {
		const before = server.requests.length;
		const results = await create(Array.from({ length: 1000 }, (_, i) => `item ${i}`));
		expect(results.every(({ ok }) => ok)).toBe(true);
		const sent = server.requests.slice(before).filter(({ status }) => status === 200);
		expect(sent.map(({ operation }) => operation)).toEqual(Array(20).fill('CreateItem'));
		expect(items()).toHaveLength(1000);
	});

	it('refuses to overwrite a change that came between', async () => {
		const [created] = await create(['one']);
		const [{ id }] = items();
		server.company.user('alice').calendar.update(id, { subject: 'changed by Alice' });
		const [result] = await updateAppointments(exchange, { mailbox }, (api, service) => {
			const appointment = existingAppointment(api, service, reference(created));
			appointment.Subject = 'changed by us';
			return [appointment];
		});
		expect(result).toMatchObject({
			ok: false,
			failure: { responseCode: 'ErrorIrresolvableConflict' },
		});
		expect(items()).toEqual([expect.objectContaining({ subject: 'changed by Alice' })]);
	});

	it.each([
		['as a fault', () => serverBusy(10)],
		['in the message', () => serverBusyInMessage(10)],
	])('does not know what became of it when the server is busy, told %s', async (_, fault) => {
		const busy = server.faults.add({ fault: fault(), operation: 'CreateItem', count: 1 });
		await expect(create(['one'])).rejects.toMatchObject({ code: 'throttled', outcome: 'unknown' });
		expect(busy.fired).toBe(1);
		expect(items()).toHaveLength(0);
	});

	it('tells an error of the input from one of the server', async () => {
		await expect(
			createAppointments(exchange, { mailbox }, (api, service) => {
				const appointment = new api.Appointment(service);
				appointment.Subject = 'a\u0000b';
				return [appointment];
			}),
		).rejects.toMatchObject({ code: 'input', field: 'Subject' });
		server.faults.add({ fault: itemError('ErrorItemSave', 0), operation: 'CreateItem' });
		await expect(create(['one'])).resolves.toBeDefined();
	});

	it('acts as the mailbox, and guesses no time zone of the machine', async () => {
		const { api, service } = await managedService(exchange);
		expect(service.TimeZone).toBe(api.TimeZoneInfo.Utc);
		await create(['one']);
		const request = server.requests.at(-1)!;
		expect(request).toMatchObject({ operation: 'CreateItem', mailbox, impersonated: true });
		expect(request.headers['x-anchormailbox']).toBe(mailbox);
		expect(request.headers['client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
	});
});
