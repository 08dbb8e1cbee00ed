import { child, element, isTrue, ResponseError, textOf } from '../contracts';
import type {
	Folder,
	Operation,
	OtherItem,
	RequestContext,
	XmlElement,
	XmlNode,
} from '../contracts';
import { failure, response, success } from '../responseMessages';
import { findInContacts, findInDirectory, type Entry } from './addressBook';
import { addressElement, contactElement } from './elements';

const name = 'ResolveNames';
const mostCandidates = 100;

/**
 * Finds who is meant by a name or the beginning of an address, at most 100.
 * Nobody is an error, several are a warning with all of them.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/resolvenames-operation
 */
export const resolveNames: Operation = {
	name,
	since: 'Exchange2007',
	handle(request, context) {
		try {
			const found = candidates(request, context);
			if (found.length === 0) {
				throw new ResponseError('ErrorNameResolutionNoResults', 'No results were found.');
			}
			return response(name, message(found, isTrue(request.attributes.ReturnFullContactData)));
		} catch (error) {
			return response(name, failure(name, error));
		}
	},
};

function candidates(request: XmlNode, context: RequestContext): Entry[] {
	const text = textOf(request, 'UnresolvedEntry') ?? '';
	if (text.replace(/^(smtp:|=)/i, '').trim() === '') {
		throw new ResponseError(
			'ErrorInvalidNameForNameResolution',
			'The name specified for name resolution is invalid.',
		);
	}
	const scope = request.attributes.SearchScope ?? 'ActiveDirectoryContacts';
	const directory = () => findInDirectory(context.company, text);
	const contacts = () => findInContacts(contactsOf(request, context), text);
	switch (scope) {
		case 'ActiveDirectory':
			return directory();
		case 'Contacts':
			return contacts();
		case 'ContactsActiveDirectory':
			return [...contacts(), ...directory()];
		default:
			return [...directory(), ...contacts()];
	}
}

function contactsOf(request: XmlNode, context: RequestContext): OtherItem[] {
	const given = child(request, 'ParentFolderIds')?.children.map((id) => context.resolveFolder(id));
	const own = context.actor?.distinguished.get('contacts');
	const folders: Folder[] = given ?? (own ? [own] : []);
	return folders
		.flatMap((folder) => [...folder.items.values()])
		.filter((item): item is OtherItem => item.element === 'Contact');
}

function message(found: Entry[], full: boolean): XmlElement {
	const shown = found.slice(0, mostCandidates);
	const resolutions = shown.map((entry) =>
		element('t:Resolution', [
			addressElement('t:Mailbox', entry),
			full ? contactElement(entry) : undefined,
		]),
	);
	const set = element('m:ResolutionSet', resolutions, {
		TotalItemsInView: shown.length,
		IncludesLastItemInRange: found.length <= mostCandidates,
	});
	if (found.length === 1) return success(name, set);
	return element(
		'm:ResolveNamesResponseMessage',
		[
			element('m:MessageText', 'Multiple results were found.'),
			element('m:ResponseCode', 'ErrorNameResolutionMultipleResults'),
			element('m:DescriptiveLinkKey', 0),
			set,
		],
		{ ResponseClass: 'Warning' },
	);
}
