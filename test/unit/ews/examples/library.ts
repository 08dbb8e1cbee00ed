/** The requests that ews-javascript-api writes for the project, recorded in place of sent. */
import type { Appointment, ExchangeService, Recurrence } from 'ews-javascript-api';
import type { Exchange } from '../../../../exchange/connection';
import {
	managedService,
	timeZone,
	type ManagedApi,
} from '../../../../exchange/ews/library/managedService';
import {
	createAppointments,
	deleteItems,
	existingAppointment,
	updateAppointments,
} from '../../../../exchange/ews/library/writeItems';
import { expandGroup } from '../../../../exchange/mailboxes/expandGroup';
import { resolveSettings } from '../../../../exchange/settings';

const mailbox = 'alice@enyoi.example';
const item = { id: 'AAMk', changeKey: 'DwAA' };

/** Envelopes by their title. */
export async function libraryRequests(): Promise<Record<string, string>> {
	const patterns = recurrences(await api());
	const recorded: Record<string, string> = {};
	const record = async (title: string, send: (exchange: Exchange) => Promise<unknown>) => {
		recorded[title] = await requestOf(send);
	};
	await record('CreateItem, single', async (exchange) => {
		await createAppointments(exchange, { mailbox, sendInvitations: 'all' }, (of, service) => [
			filled(of, new of.Appointment(service)),
		]);
	});
	for (const [kind, recurrence] of Object.entries(patterns)) {
		await record(`CreateItem, ${kind}`, async (exchange) => {
			await createAppointments(exchange, { mailbox, calendar: { id: 'AAMk' } }, (of, service) => [
				series(of, service, recurrence()),
			]);
		});
	}
	await record('UpdateItem', async (exchange) => {
		await updateAppointments(
			exchange,
			{ mailbox, sendInvitations: 'changedAndSaveCopy' },
			(of, service) => [
				filled(of, existingAppointment(of, service, item)),
				cleared(of, existingAppointment(of, service, item)),
			],
		);
	});
	for (const how of ['toDeletedItems', 'soft', 'hard'] as const) {
		await record(`DeleteItem, ${how}`, async (exchange) => {
			await deleteItems(exchange, { mailbox, how }, [item, { id: 'BBMk' }]);
		});
	}
	await record('ExpandDL', async (exchange) => {
		await expandGroup(exchange, 'team@enyoi.example', {});
	});
	return recorded;
}

/** Everything that an event of a source can set. */
function filled(of: ManagedApi, appointment: Appointment): Appointment {
	appointment.Subject = 'Planning & <review>';
	appointment.Body = new of.MessageBody(of.BodyType.HTML, '<p>Agenda</p>');
	appointment.Start = at(of, '2026-11-25T09:00:00Z');
	appointment.End = at(of, '2026-11-25T10:00:00Z');
	appointment.IsAllDayEvent = false;
	appointment.StartTimeZone = timeZone(of, 'W. Europe Standard Time');
	appointment.EndTimeZone = timeZone(of, 'W. Europe Standard Time');
	appointment.Location = 'Oak';
	appointment.LegacyFreeBusyStatus = of.LegacyFreeBusyStatus.OOF;
	appointment.Sensitivity = of.Sensitivity.Private;
	appointment.Importance = of.Importance.High;
	appointment.Categories = new of.StringList(['Blue', 'Green']);
	appointment.IsReminderSet = true;
	appointment.ReminderMinutesBeforeStart = 15;
	appointment.RequiredAttendees.Add('Bob', 'bob@enyoi.example');
	appointment.OptionalAttendees.Add('carol@enyoi.example');
	appointment.Resources.Add('Oak', 'oak@enyoi.example');
	const { ExtendedPropertyDefinition: Definition, MapiPropertyType: type } = of;
	const set = new of.Guid('7c1ee7f2-6f0c-4f5b-9d0e-3a4f6a1c52d8');
	const sets = of.DefaultExtendedPropertySet;
	appointment.SetExtendedProperty(new Definition(set, 'ExternalKey', type.String), 'hr:1');
	appointment.SetExtendedProperty(new Definition(0x0e07, type.Integer), 3);
	appointment.SetExtendedProperty(new Definition(sets.PublicStrings, 'tags', type.StringArray), [
		'a',
		'b',
	]);
	return appointment;
}

/** Takes away what only an update can. */
function cleared(of: ManagedApi, appointment: Appointment): Appointment {
	const schema = of.AppointmentSchema as unknown as Record<string, unknown>;
	const { PropertyBag: bag } = appointment as unknown as {
		PropertyBag: { deletedProperties: { Add(definition: unknown, value: unknown): void } };
	};
	for (const name of ['Recurrence', 'RequiredAttendees', 'OptionalAttendees', 'Resources']) {
		bag.deletedProperties.Add(schema[name], null);
	}
	return appointment;
}

function series(of: ManagedApi, service: ExchangeService, recurrence: Recurrence): Appointment {
	const appointment = new of.Appointment(service);
	appointment.Subject = 'Jour fixe';
	appointment.Start = at(of, '2026-11-23T09:00:00Z');
	appointment.End = at(of, '2026-11-23T10:00:00Z');
	appointment.Recurrence = recurrence;
	return appointment;
}

/** Every pattern, and every range. */
function recurrences(of: ManagedApi): Record<string, () => Recurrence> {
	const patterns = of.Recurrence as unknown as Record<
		string,
		new (...details: unknown[]) => Recurrence
	>;
	const day = at(of, '2026-11-23T00:00:00Z');
	const make = (name: string, ...details: unknown[]) => new patterns[name](day, ...details);
	const { DayOfTheWeek: days, DayOfTheWeekIndex: weeks, Month: months } = of;
	return {
		daily: () => Object.assign(make('DailyPattern', 2), { NumberOfOccurrences: 5 }),
		weekly: () =>
			Object.assign(make('WeeklyPattern', 1, [days.Monday, days.Friday]), {
				FirstDayOfWeek: days.Monday,
				EndDate: at(of, '2027-01-31T00:00:00Z'),
			}),
		'absolute monthly': () => make('MonthlyPattern', 1, 31),
		'relative monthly': () => make('RelativeMonthlyPattern', 3, days.Weekday, weeks.Last),
		'absolute yearly': () => make('YearlyPattern', months.February, 28),
		'relative yearly': () => make('RelativeYearlyPattern', months.May, days.Monday, weeks.First),
	};
}

function at(of: ManagedApi, text: string) {
	return new of.DateTime(Date.parse(text), of.DateTimeKind.Utc);
}

async function api(): Promise<ManagedApi> {
	return (await managedService(recorder([]))).api;
}

async function requestOf(send: (exchange: Exchange) => Promise<unknown>): Promise<string> {
	const requests: string[] = [];
	await send(recorder(requests)).catch((error: unknown) => {
		if (requests.length === 0) throw error;
	});
	return requests[0];
}

/** Sends nothing: keeps the requests and fails. */
function recorder(requests: string[]): Exchange {
	const settings = resolveSettings({
		server: 'mail.enyoi.example',
		version: 'Exchange2016',
		emailDns: 'enyoi.example',
		user: 'svc',
		password: 'secret',
	});
	return {
		settings,
		ewsUrl: async () => settings.ewsUrl!,
		retry: { run: async (attempt) => await attempt(1) },
		transport: {
			async send({ body }) {
				requests.push(String(body));
				throw new Error('recorded');
			},
			async close() {},
		},
		async close() {},
	};
}
