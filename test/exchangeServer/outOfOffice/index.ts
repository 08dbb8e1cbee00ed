import { keptReply } from '../behaviours/replyLength';
import { nonExistentMailbox, type Call } from '../context';
import type { Mailbox, Operation, XmlElement, XmlNode } from '../contracts';
import { ResponseError } from '../responseErrors';
import { errorContent } from '../responseMessages';
import { element, type XmlContent } from '../xml/element';
import { child, path } from '../xml/node';
import { defaultOutOfOffice, outOfOfficeElement, readOutOfOffice } from './settings';

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuseroofsettings-operation */
const getUserOofSettings: Operation = {
	name: 'GetUserOofSettingsRequest',
	since: 'Exchange2007',
	handle: (request, context) =>
		answer('GetUserOofSettings', () => {
			const call = context as Call;
			const mailbox = ownMailbox(request, call);
			const settings = mailbox.outOfOffice ?? defaultOutOfOffice(call.company.store.now());
			return [outOfOfficeElement(settings), element('m:AllowExternalOof', 'All')];
		}),
};

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/setuseroofsettings-operation */
const setUserOofSettings: Operation = {
	name: 'SetUserOofSettingsRequest',
	since: 'Exchange2007',
	handle: (request, context) =>
		answer('SetUserOofSettings', () => {
			const call = context as Call;
			const mailbox = ownMailbox(request, call);
			const known = mailbox.outOfOffice ?? defaultOutOfOffice(call.company.store.now());
			const given = readOutOfOffice(
				child(request, 'UserOofSettings') as XmlNode,
				known,
				call.company.store.now(),
			);
			for (const reply of [given.internalReply, given.externalReply]) {
				reply.text = keptReply(reply.text, call.behaviours.replyLength);
			}
			mailbox.outOfOffice = given;
			return [];
		}),
};

export const operations: Operation[] = [getUserOofSettings, setUserOofSettings];

/** These two operations have one response message, without a list around it. */
function answer(operation: string, run: () => XmlContent[]): XmlElement {
	try {
		const content = run();
		return element(`m:${operation}Response`, [
			element('m:ResponseMessage', element('m:ResponseCode', 'NoError'), {
				ResponseClass: 'Success',
			}),
			content,
		]);
	} catch (error) {
		if (!(error instanceof ResponseError)) throw error;
		return element(
			`m:${operation}Response`,
			element('m:ResponseMessage', errorContent(error), { ResponseClass: 'Error' }),
		);
	}
}

/** Out-of-office settings are nobody else's business. */
function ownMailbox(request: XmlNode, call: Call): Mailbox {
	const mailbox = call.company.mailboxOf(path(request, 'Mailbox', 'Address')?.text ?? '');
	if (!mailbox) throw nonExistentMailbox();
	if (mailbox === call.actor) return mailbox;
	throw new ResponseError(
		'ErrorAccessDenied',
		'Access is denied. Check credentials and try again.',
	);
}
