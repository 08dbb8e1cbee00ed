import type { Exchange } from '../connection';
import { call } from '../ews/call';
import type { FolderTarget } from '../ews/folderId';
import type { EwsOperation } from '../ews/operation';
import {
	getUserConfiguration,
	type UserConfigurationTarget,
} from '../ews/operations/userConfiguration';
import { onlyMessage, responseMessages, SoapReader } from '../ews/soapResponse';
import { DocumentReader } from '../ews/xml/elementReader';
import { MalformedResponse } from '../ews/xml/malformed';
import { fieldsOf, into, record, text } from '../ews/xml/shapes';
import { element } from '../ews/xml/writer';
import { outcomeOf } from './outcome';
import { folderId, folderOf } from '../ews/folderId';

/**
 * The time zone of a mailbox, as its owner set it: from the working hours of the calendar, which Outlook
 * keeps, or else from the options of Outlook on the web, which Set-MailboxRegionalConfiguration writes.
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
	const workHours = await orAbsent(
		call(exchange, getUserConfiguration, { folder: calendar, name: 'WorkHours' }, target),
	);
	const zone = workHours?.xmlData && zoneInWorkHours(workHours.xmlData);
	if (zone) return zone;
	const options = await orAbsent(
		call(
			exchange,
			getUserOptions,
			{ folder: folderOf(exchange.settings, mailbox, 'root'), name: 'OWA.UserOptions' },
			target,
		),
	);
	return options?.timezone || undefined;
}

/** Absent, or closed to a delegate: Exchange does not tell which. */
async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
	const outcome = await outcomeOf(
		answer,
		({ kind }) => !/^(notFound|accessDenied|malformedResponse|server|input)$/.test(kind),
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
			(name) => new MalformedResponse(name),
		);
		reader.feed(xml);
		return reader.end().zone?.trim();
	} catch {
		return undefined;
	}
}

type Options = Record<string, string>;
interface OptionEntry {
	key?: string;
	value?: string;
}

const valueShape = record<{ value?: string }>({
	't:Value': fieldsOf<{ value?: string }>()('value', text),
});

const entryShape = record<OptionEntry>({
	't:DictionaryKey': into(valueShape, (entry: OptionEntry, { value }) => {
		entry.key = value;
	}),
	't:DictionaryValue': into(valueShape, (entry: OptionEntry, { value }) => {
		entry.value = value;
	}),
});

interface Answer {
	options?: Options;
}

const messages = responseMessages<Answer>('GetUserConfiguration', {
	'm:UserConfiguration': into(
		record<Answer>({
			't:Dictionary': into(
				record<Options>({
					't:DictionaryEntry': into(entryShape, (options: Options, { key, value }) => {
						if (key !== undefined && value !== undefined) options[key] = value;
					}),
				}),
				(answer: Answer, options) => {
					answer.options = options;
				},
			),
		}),
		(answer: Answer, { options }) => {
			answer.options = options;
		},
	),
});

/** The dictionary of a configuration item, single values only. */
const getUserOptions: EwsOperation<UserConfigurationTarget, Options> = {
	name: 'GetUserConfiguration',
	repeatable: true,
	request: ({ folder, name }) =>
		element('m:GetUserConfiguration', [
			element('m:UserConfigurationName', folderId(folder), { Name: name }),
			element('m:UserConfigurationProperties', 'Dictionary'),
		]),
	response: () =>
		new SoapReader(
			'GetUserConfiguration',
			messages,
			(found, context) => onlyMessage(found, context).options ?? {},
		),
};
