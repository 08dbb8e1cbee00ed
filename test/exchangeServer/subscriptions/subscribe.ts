import { child, childrenNamed, element, isTrue, ResponseError, textOf } from '../contracts';
import type { Folder, Mailbox, Operation, RequestContext, XmlElement, XmlNode } from '../contracts';
import { failure, response, success } from '../responseMessages';
import { subscriptionsOf } from './book';
import { readWatermark, watermark } from './events';

/**
 * Starts a pull or a streaming subscription on folders of one mailbox, or on all of them.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/subscribe-operation
 */
export const subscribe: Operation = {
	name: 'Subscribe',
	since: 'Exchange2007',
	handle(request, context) {
		try {
			return response('Subscribe', success('Subscribe', start(request.children[0], context)));
		} catch (error) {
			return response('Subscribe', failure('Subscribe', error));
		}
	},
};

function start(request: XmlNode, context: RequestContext): XmlElement[] {
	const kind = kindOf(request, context);
	const { company, account, settings } = context;
	const book = subscriptionsOf(company);
	if (book.countOf(account.accountName) >= book.mostSubscriptions) {
		throw new ResponseError(
			'ErrorExceededSubscriptionCount',
			'You have exceeded the maximum number of subscriptions.',
		);
	}
	const { mailbox, folders } = target(request, context);
	const types = childrenNamed(child(request, 'EventTypes'), 'EventType').map(({ text }) =>
		text.trim(),
	);
	const text = textOf(request, 'Watermark');
	const from =
		text === undefined ? company.latestEvent : readWatermark(text, mailbox, company.latestEvent);
	if (from === undefined) throw invalidWatermark();
	const { id } = book.add(
		{
			kind,
			mailbox,
			accountName: account.accountName,
			folders,
			eventTypes: new Set(types),
			lastUsed: settings.now().getTime(),
			delivered: from,
		},
		kind === 'pull' ? Number(textOf(request, 'Timeout')) : undefined,
	);
	const parts = [element('m:SubscriptionId', id)];
	if (kind === 'pull') parts.push(element('m:Watermark', watermark(mailbox, from)));
	return parts;
}

function kindOf({ name }: XmlNode, context: RequestContext): 'pull' | 'streaming' {
	if (name === 'PullSubscriptionRequest') return 'pull';
	if (name === 'StreamingSubscriptionRequest' && context.supports('Exchange2010_SP1')) {
		return 'streaming';
	}
	throw new ResponseError(
		'ErrorInvalidSubscriptionRequest',
		'The subscription request is invalid: this server takes pull and streaming subscriptions.',
	);
}

function target(
	request: XmlNode,
	context: RequestContext,
): { mailbox: Mailbox; folders?: Set<string> } {
	const ids = child(request, 'FolderIds')?.children ?? [];
	if (isTrue(request.attributes.SubscribeToAllFolders)) {
		if (ids.length > 0 || !context.actor) throw invalidRequest();
		return { mailbox: context.actor };
	}
	const folders = ids.map((id) => readable(context.resolveFolder(id), context));
	const mailbox = folders[0]?.mailbox;
	if (!mailbox || folders.some((folder) => folder.mailbox !== mailbox)) throw invalidRequest();
	return { mailbox, folders: new Set(folders.map(({ id }) => id)) };
}

function readable(folder: Folder, context: RequestContext): Folder {
	if (context.rights(folder).read === 'full') return folder;
	throw new ResponseError(
		'ErrorSubscriptionAccessDenied',
		'The account has no right to subscribe to the folder.',
	);
}

function invalidRequest(): ResponseError {
	return new ResponseError(
		'ErrorInvalidSubscriptionRequest',
		'The subscription request is invalid: name folders of one mailbox, or all folders.',
	);
}

export function invalidWatermark(): ResponseError {
	return new ResponseError('ErrorInvalidWatermark', 'The watermark is invalid.');
}
