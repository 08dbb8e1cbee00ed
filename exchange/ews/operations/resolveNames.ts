import type { ItemReference, MailboxRecord } from '../itemParts';
import type { EwsOperation } from '../operation';
import { MalformedResponse, responseError } from '../errors';
import { failureOf, responseMessages, SoapReader } from '../soapResponse';
import { fieldsOf, into, parseBoolean, record, text } from '../../xml/shapes';
import { assertFilled, element } from '../../xml/writer';
import { mailbox, reference } from './itemPartsReader';

interface ResolveNamesRequest {
	/** Part of a name, an alias or an address; `smtp:alice@enyoi.example` matches addresses only. */
	query: string;
	/** Default `ActiveDirectory`. */
	scope?: 'ActiveDirectory' | 'ActiveDirectoryContacts' | 'Contacts' | 'ContactsActiveDirectory';
	/** With the directory's data on each candidate. */
	fullContactData?: boolean;
}

interface ResolvedContact {
	displayName?: string;
	givenName?: string;
	surname?: string;
	companyName?: string;
	department?: string;
	jobTitle?: string;
	officeLocation?: string;
	contactSource?: string;
	alias?: string;
	/** By key (`EmailAddress1`), with their prefix (`SMTP:`, `smtp:`, `sip:`). */
	emailAddresses?: Record<string, string>;
	phoneNumbers?: Record<string, string>;
	directoryId?: string;
}

export interface NameCandidate {
	mailbox: MailboxRecord & { itemId?: ItemReference };
	contact?: ResolvedContact;
}

export interface ResolveNamesResult {
	/** At most 100. None when nothing matches. */
	candidates: NameCandidate[];
	/** False when there are more than the server lists. */
	complete: boolean;
}

interface Answer {
	set?: ResolveNamesResult;
}

const entry = record<{ key?: string; value?: string }>(
	{},
	{ attributes: { Key: 'key' }, text: 'value' },
);

const dictionary = record<Record<string, string>>({
	't:Entry': into(entry, (values: Record<string, string>, { key, value }) => {
		if (key !== undefined && value) values[key] = value;
	}),
});

const contactField = fieldsOf<ResolvedContact>();

const contact = record<ResolvedContact>({
	't:DisplayName': contactField('displayName', text),
	't:GivenName': contactField('givenName', text),
	't:Surname': contactField('surname', text),
	't:CompanyName': contactField('companyName', text),
	't:Department': contactField('department', text),
	't:JobTitle': contactField('jobTitle', text),
	't:OfficeLocation': contactField('officeLocation', text),
	't:ContactSource': contactField('contactSource', text),
	't:Alias': contactField('alias', text),
	't:EmailAddresses': contactField('emailAddresses', dictionary),
	't:PhoneNumbers': contactField('phoneNumbers', dictionary),
	't:DirectoryId': contactField('directoryId', text),
});

const candidateField = fieldsOf<NameCandidate>();

const candidate = record<NameCandidate>(
	{
		't:Mailbox': candidateField(
			'mailbox',
			record<NameCandidate['mailbox']>({
				...Object.fromEntries(mailbox.children ?? []),
				't:ItemId': fieldsOf<NameCandidate['mailbox']>()('itemId', reference),
			}),
		),
		't:Contact': candidateField('contact', contact),
	},
	{ initial: () => ({ mailbox: {} }) },
);

const resolutionSet = record<ResolveNamesResult>(
	{
		't:Resolution': into(candidate, ({ candidates: found }: ResolveNamesResult, one) => {
			found.push(one);
		}),
	},
	{
		initial: () => ({ candidates: [], complete: true }),
		attributes: {
			IncludesLastItemInRange: (set, value) => {
				set.complete = parseBoolean(value, 'IncludesLastItemInRange');
			},
		},
	},
);

const messages = responseMessages<Answer>('ResolveNames', {
	'm:ResolutionSet': fieldsOf<Answer>()('set', resolutionSet),
});

/**
 * Looks a name up in the directory or the contacts. Finding nothing is a result, not an error.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/resolvenames-operation
 */
export const resolveNames: EwsOperation<ResolveNamesRequest, ResolveNamesResult> = {
	name: 'ResolveNames',
	repeatable: true,

	request({ query, scope = 'ActiveDirectory', fullContactData = false }) {
		assertFilled('query', query);
		return element('m:ResolveNames', [element('m:UnresolvedEntry', query)], {
			ReturnFullContactData: fullContactData,
			SearchScope: scope,
		});
	},

	response: () =>
		new SoapReader('ResolveNames', messages, (found, context) => {
			if (found.length !== 1) {
				throw new MalformedResponse(`${found.length} response messages instead of one`);
			}
			const failure = failureOf(found[0]);
			if (failure?.responseCode === 'ErrorNameResolutionNoResults') {
				return { candidates: [], complete: true };
			}
			if (failure) throw responseError(failure, context);
			return found[0].set ?? { candidates: [], complete: true };
		}),
};
