import type { Exchange } from '../connection';
import { ExchangeError, InvalidInput } from '../errors';
import { call } from '../ews/call';
import { folderId, folderOf, type FolderTarget } from '../ews/folderId';
import type { EwsOperation } from '../ews/operation';
import { onlyMessage, responseMessages, SoapReader } from '../ews/soapResponse';
import { fieldsOf, list, record, text } from '../ews/xml/shapes';
import { element } from '../ews/xml/writer';
import { timeZoneOf } from '../mailbox/timeZone';

/** Where Outlook on the web keeps what a user chose; the dictionary has the zone as `timezone`. */
const optionsName = 'OWA.UserOptions';

/**
 * The Windows zone id that a mailbox's user chose.
 * @throws InvalidInput naming `timeZone` when the user has never chosen one
 */
export async function mailboxZone(
	exchange: Exchange,
	mailbox: string,
	signal?: AbortSignal,
): Promise<string> {
	const folder = folderOf(exchange.settings, mailbox, 'root');
	const entries = await call(exchange, userOptions, { folder }, { mailbox, signal }).catch(
		(error: unknown) => {
			// Not there, or not open to a delegate.
			if (error instanceof ExchangeError && /^(notFound|accessDenied)$/.test(error.kind)) return [];
			throw error;
		},
	);
	const zone = entries.find(({ key }) => key?.value?.[0] === 'timezone')?.value?.value?.[0];
	if (zone) return zone;
	// Who uses Outlook only has a zone in the working hours of the calendar.
	const calendar = folderOf(exchange.settings, mailbox);
	const ofWorkingHours = await timeZoneOf(exchange, mailbox, calendar, signal);
	if (ofWorkingHours) return ofWorkingHours;
	throw new InvalidInput('timeZone', `${mailbox} has no time zone of its own`, {
		remedy:
			'Choose a time zone in the node, or let the user choose one in Outlook on the web or the administrator set it.',
		command: `Set-MailboxRegionalConfiguration ${mailbox} -TimeZone "W. Europe Standard Time"`,
	});
}

interface DictionaryObject {
	value?: string[];
}

interface DictionaryEntry {
	key?: DictionaryObject;
	value?: DictionaryObject;
}

interface Answer {
	configuration?: { dictionary?: DictionaryEntry[] };
}

const dictionaryObject = record<DictionaryObject>(
	{},
	{
		others: {
			shape: text,
			store: (object, value, name) => {
				if (name === 't:Value') ((object as DictionaryObject).value ??= []).push(value as string);
			},
		},
	},
);

const entryField = fieldsOf<DictionaryEntry>();

const messages = responseMessages<Answer>('GetUserConfiguration', {
	'm:UserConfiguration': fieldsOf<Answer>()(
		'configuration',
		record<NonNullable<Answer['configuration']>>({
			't:Dictionary': fieldsOf<NonNullable<Answer['configuration']>>()(
				'dictionary',
				list<DictionaryEntry>({
					't:DictionaryEntry': record<DictionaryEntry>({
						't:DictionaryKey': entryField('key', dictionaryObject),
						't:DictionaryValue': entryField('value', dictionaryObject),
					}),
				}),
			),
		}),
	),
});

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuserconfiguration-operation */
const userOptions: EwsOperation<{ folder: FolderTarget }, DictionaryEntry[]> = {
	name: 'GetUserConfiguration',
	repeatable: true,
	request: ({ folder }) =>
		element('m:GetUserConfiguration', [
			element('m:UserConfigurationName', folderId(folder), { Name: optionsName }),
			element('m:UserConfigurationProperties', 'Dictionary'),
		]),
	response: () =>
		new SoapReader(
			'GetUserConfiguration',
			messages,
			(found, context) => onlyMessage(found, context).configuration?.dictionary ?? [],
		),
};
