import type { Operation } from '../contracts';
import { ResponseError } from '../responseErrors';
import { errorContent } from '../responseMessages';
import { element } from '../xml/element';

/**
 * Searches across mailboxes need the role Discovery Management, which nobody here has.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getsearchablemailboxes-operation
 */
export const getSearchableMailboxes: Operation = {
	name: 'GetSearchableMailboxes',
	since: 'Exchange2013',
	handle: () => {
		const denied = new ResponseError(
			'ErrorAccessDenied',
			'The caller has no permission to search mailboxes.',
		);
		return element(
			'm:GetSearchableMailboxesResponse',
			[...errorContent(denied), element('m:SearchableMailboxes')],
			{ ResponseClass: 'Error' },
		);
	},
};
