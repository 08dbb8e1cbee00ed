import { setTimeZone } from '../adminCommands';
import { timeZones, type TimeZones } from '../calendar/timeZone';
import type { Zone } from '../calendar/zone';
import type { Exchange } from '../connection';
import { InvalidInput } from '../errors';
import { described } from '../inputs';
import { folderOf } from '../ews/folderId';
import { getServerTimeZones } from '../ews/operations/getServerTimeZones';
import { call } from '../ews/request';
import { timeZoneOf } from '../mailboxes/timeZone';
import { outcomeOf } from '../outcome';

/**
 * The Windows zone id that a mailbox's user chose.
 * @throws InvalidInput naming `timeZone` when the user has never chosen one
 */
async function mailboxZone(
	exchange: Exchange,
	mailbox: string,
	signal?: AbortSignal,
): Promise<string> {
	const calendar = folderOf(exchange.settings, mailbox);
	const zone = await timeZoneOf(exchange, mailbox, calendar, signal);
	if (zone) return zone;
	throw new InvalidInput('timeZone', `${mailbox} has no time zone of its own`, {
		remedy:
			'Choose a time zone in the node, or let the user choose one in Outlook on the web or the administrator set it.',
		command: setTimeZone(mailbox),
	});
}

/** Ids of Windows are in English everywhere, and end so: `Russia Time Zone 11`. */
const windowsForm = /(Standard Time|Time Zone \d+)$/i;

/**
 * Refuses what is no name of a zone on any server, before anything is asked for.
 * @throws InvalidInput naming `timeZone`
 */
export function assertZoneName(name: string | undefined): void {
	if (name === undefined || name === 'mailbox' || windowsForm.test(name)) return;
	if (timeZones().byName(name) === undefined) throw unknownZone(name);
}

function unknownZone(name: string): InvalidInput {
	return new InvalidInput('timeZone', `Unknown time zone ${described(name)}`, {
		remedy:
			'Use UTC, mailbox, a Windows id such as "W. Europe Standard Time" or an IANA name such as "Europe/Berlin".',
	});
}

/** By its rules on the server: Windows has zones that no table of names goes with, such as old ones. */
async function zoneOfServer(
	exchange: Exchange,
	id: string,
	zones: TimeZones,
	signal?: AbortSignal,
): Promise<Zone | undefined> {
	if (!windowsForm.test(id)) return undefined;
	const answer = await outcomeOf(
		call(exchange, getServerTimeZones, { ids: [id], full: true }, { impersonate: false, signal }),
		({ code }) =>
			!/^(notFound|accessDenied|malformedResponse|server|input|mailboxUnavailable)$/.test(code),
	);
	const record = answer.ok ? answer.value.find((one) => one.definition !== undefined) : undefined;
	return zones.ofRecord(record);
}

/**
 * The zone in which times are written.
 * @throws InvalidInput naming `timeZone`, for a name that is no zone's
 */
export async function chooseZone(
	exchange: Exchange,
	{
		timeZone = 'UTC',
		mailbox,
		signal,
	}: { timeZone?: string; mailbox: string; signal?: AbortSignal },
	zones: TimeZones,
): Promise<Zone> {
	const name = timeZone === 'mailbox' ? await mailboxZone(exchange, mailbox, signal) : timeZone;
	const zone = zones.byName(name) ?? (await zoneOfServer(exchange, name, zones, signal));
	if (zone !== undefined) return zone;
	if (timeZone === 'mailbox') {
		throw new InvalidInput('timeZone', `The time zone of ${mailbox}, "${name}", is not known`, {
			remedy:
				'Choose a time zone in the node, or have the administrator give the mailbox one of the time zones of Windows.',
			command: setTimeZone(mailbox),
		});
	}
	throw unknownZone(name);
}
