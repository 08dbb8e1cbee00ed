import type { CalendarChange } from '../../../exchange/calendar/event';
import type { Exchange } from '../../../exchange/connection';
import { call } from '../../../exchange/ews/request';
import { responseError } from '../../../exchange/ews/errors';
import { createAppointments } from '../../../exchange/ews/library/writeItems';
import {
	createUserConfiguration,
	updateUserConfiguration,
} from '../../../exchange/ews/operations/userConfiguration';
import { getChanges } from '../../../exchange/changes/getChanges';
import { resolveMailboxes } from '../../../exchange/mailboxes/resolveMailboxes';
import type { CompanyUser } from '../../exchangeServer';

const now = new Date('2026-11-23T09:00:00Z');

/** What is in the calendar before anything happens. */
export const subjects = ['Jour fixe', 'Planning', 'Review'];

/** One thing that a workflow does, and the request of it that a fault meets. */
export interface Column {
	title: string;
	/** The operation that fails. */
	operation: string;
	/** Sending it twice does no harm. */
	repeatable: boolean;
	/** @returns what the caller learns of it; throws what the caller would get */
	run(exchange: Exchange, person: CompanyUser): Promise<unknown>;
	/** What `run` returns when all is well. */
	success: unknown;
	/** How often it has been carried out, for the company; absent for reads. */
	carriedOut?(person: CompanyUser): number;
}

const configuration = 'FaultMatrix';
const folder = { distinguished: 'calendar' };

const written = (person: CompanyUser) => {
	const stored = person.mailbox.distinguished.get('calendar')?.configurations;
	return stored?.get(configuration.toLowerCase())?.binaryData;
};

/** What changed in the calendar, and the new position. */
export async function changesSince(
	exchange: Exchange,
	mailbox: string,
	position?: string,
	signal?: AbortSignal,
) {
	const changes: CalendarChange[] = [];
	const run = getChanges(exchange, { mailbox, position, signal, now, privacy: 'full' });
	for (;;) {
		const next = await run.next();
		if (next.done) return { changes, ...next.value };
		changes.push(next.value);
	}
}

/** Subjects in the calendar, as somebody reads them who starts from nothing. */
export async function readSubjects(exchange: Exchange, mailbox: string): Promise<unknown[]> {
	const { changes } = await changesSince(exchange, mailbox);
	return changes.map(({ subject }) => subject).sort();
}

async function resolve(exchange: Exchange, mailbox: string) {
	for await (const { status, error } of resolveMailboxes(exchange, [{ user: mailbox }])) {
		if (error) throw error;
		return status;
	}
	return 'nothing';
}

export const columns: Column[] = [
	{
		title: 'changes: list',
		operation: 'SyncFolderItems',
		repeatable: true,
		run: async (exchange, { smtpAddress }) => await readSubjects(exchange, smtpAddress),
		success: subjects,
	},
	{
		title: 'changes: items',
		operation: 'GetItem',
		repeatable: true,
		run: async (exchange, { smtpAddress }) => await readSubjects(exchange, smtpAddress),
		success: subjects,
	},
	{
		title: 'resolve',
		operation: 'GetFolder',
		repeatable: true,
		run: async (exchange, { smtpAddress }) => await resolve(exchange, smtpAddress),
		success: 'resolved',
	},
	{
		title: 'update configuration',
		operation: 'UpdateUserConfiguration',
		repeatable: false,
		async run(exchange, person) {
			const mailbox = person.smtpAddress;
			const item = { folder, name: configuration, binaryData: Buffer.from('before') };
			await call(exchange, createUserConfiguration, item, { mailbox });
			const change = { ...item, binaryData: Buffer.from('after') };
			await call(exchange, updateUserConfiguration, change, { mailbox });
		},
		success: undefined,
		carriedOut: (person) => (written(person) === base64('after') ? 1 : 0),
	},
	{
		title: 'create configuration',
		operation: 'CreateUserConfiguration',
		repeatable: false,
		async run(exchange, { smtpAddress: mailbox }) {
			const item = { folder, name: configuration, binaryData: Buffer.from('new') };
			await call(exchange, createUserConfiguration, item, { mailbox });
		},
		success: undefined,
		carriedOut: (person) => (written(person) === base64('new') ? 1 : 0),
	},
	{
		title: 'create appointment',
		operation: 'CreateItem',
		repeatable: false,
		async run(exchange, { smtpAddress: mailbox }) {
			const results = await createAppointments(exchange, { mailbox }, (api, service) => {
				const appointment = new api.Appointment(service);
				appointment.Subject = 'Written';
				appointment.Start = new api.DateTime(Date.parse('2026-11-25T09:00:00Z'));
				appointment.End = new api.DateTime(Date.parse('2026-11-25T10:00:00Z'));
				return [appointment];
			});
			return results.map((result) => {
				if (result.ok) return 'created';
				throw responseError(result.failure, {});
			});
		},
		success: ['created'],
		carriedOut: ({ calendar }) =>
			calendar.items().filter(({ subject }) => subject === 'Written').length,
	},
];

function base64(text: string): string {
	return Buffer.from(text).toString('base64');
}
