import type { Exchange } from '../connection';
import { call } from '../ews/request';
import { folderOf, type FolderTarget } from '../ews/folderId';
import { getUserConfiguration } from '../ews/operations/userConfiguration';
import { getUserOptions } from '../ews/operations/userOptions';
import { DocumentReader } from '../xml/elementReader';
import { MalformedXml } from '../xml/malformed';
import { fieldsOf, into, record, text } from '../xml/shapes';
import { outcomeOf } from '../outcome';

/**
 * The time zone of a mailbox, as its owner or administrator set it: from the options of Outlook on the
 * web, which Set-MailboxRegionalConfiguration writes, or else from the working hours of the calendar,
 * which Outlook keeps.
 * @returns the Windows name, or undefined when neither is there or readable
 * @throws ExchangeError when the server could not be asked
 */
export async function timeZoneOf(
	exchange: Exchange,
	mailbox: string | undefined,
	calendar: FolderTarget,
	signal?: AbortSignal,
): Promise<string | undefined> {
	const target = { mailbox, signal };
	const root = folderOf(exchange.settings, mailbox, 'root');
	const options = await orAbsent(
		call(exchange, getUserOptions, { folder: root, name: 'OWA.UserOptions' }, target),
	);
	if (options?.timezone) return options.timezone;
	const workHours = await orAbsent(
		call(exchange, getUserConfiguration, { folder: calendar, name: 'WorkHours' }, target),
	);
	return (workHours?.xmlData && zoneInWorkHours(workHours.xmlData)) || undefined;
}

/** Absent, or closed to a delegate: Exchange does not tell which. */
async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
	const outcome = await outcomeOf(
		answer,
		({ code }) => !/^(notFound|accessDenied|malformedResponse|server|input)$/.test(code),
	);
	return outcome.ok ? outcome.value : undefined;
}

const xmlns = '{WorkingHours.xsd}';

interface WorkHours {
	zone?: string;
}

/** @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocfg/ */
const workHoursShape = record<WorkHours>({
	[`${xmlns}WorkHoursVersion1`]: into(
		record<WorkHours>({
			[`${xmlns}TimeZone`]: into(
				record<WorkHours>({ [`${xmlns}Name`]: fieldsOf<WorkHours>()('zone', text) }),
				(hours: WorkHours, { zone }) => {
					hours.zone = zone;
				},
			),
		}),
		(hours: WorkHours, { zone }) => {
			hours.zone = zone;
		},
	),
});

function zoneInWorkHours(xml: Buffer): string | undefined {
	try {
		const reader = new DocumentReader(
			`${xmlns}Root`,
			workHoursShape,
			(name) => new MalformedXml(name),
		);
		reader.feed(xml);
		return reader.end().zone?.trim();
	} catch {
		return undefined;
	}
}
