/** What messages, contacts and tasks keep; anything else is refused rather than lost. */
import { attachmentsElement, hasAttachments, readAttachment } from '../attachments/attachment';
import { keptSubject } from '../behaviours/subjectLength';
import { bodyElement, plainText } from '../calendarItems/body';
import type { OtherItem } from '../contracts';
import { parseDateTime } from '../model/zonedTime';
import { utc } from '../timeZones';
import { element, optionalElement } from '../xml/element';
import { childrenNamed, isTrue } from '../xml/node';
import { mimeMessage } from './mime';
import { define, flag, mailbox, people, plain, readPeople, type OtherProperty } from './property';

const MAIL = ['Message', 'MeetingRequest', 'MeetingResponse', 'MeetingCancellation'] as const;
const item = define('item');
const message = define('message', MAIL);
const contact = define('contacts', ['Contact']);
const meetingResponse = define('meeting', ['MeetingResponse']);
const meeting = define('meeting', ['MeetingRequest', 'MeetingResponse', 'MeetingCancellation']);

/** Properties that sit in the schema before ExtendedProperty. */
export const beforeExtended: readonly OtherProperty[] = [
	item('MimeContent', 'extra', {
		getOnly: true,
		render: (one) =>
			element('t:MimeContent', Buffer.from(mimeMessage(one), 'utf8').toString('base64'), {
				CharacterSet: 'UTF-8',
			}),
	}),
	item('ItemId', 'id', {
		render: ({ id, changeKey }) => element('t:ItemId', undefined, { Id: id, ChangeKey: changeKey }),
	}),
	item('ParentFolderId', 'all', {
		render: ({ folder }) =>
			element('t:ParentFolderId', undefined, { Id: folder.id, ChangeKey: 'AQAAAA==' }),
	}),
	item('ItemClass', 'all', {
		value: ({ itemClass }) => itemClass,
		read: (one, { text }) => void (one.itemClass = text),
	}),
	item('Subject', 'default', {
		value: ({ subject }) => subject,
		read: (one, { text }, { behaviours }) => {
			one.subject = keptSubject(text, behaviours.subjectLength);
		},
		clear: (one) => void (one.subject = ''),
	}),
	item('Sensitivity', 'all', {
		value: ({ sensitivity }) => sensitivity,
		read: (one, { text }) => void (one.sensitivity = text),
		clear: (one) => void (one.sensitivity = 'Normal'),
	}),
	item('Body', 'all', {
		getOnly: true,
		value: ({ body }) => plainText(body),
		render: ({ body }, view) =>
			bodyElement('t:Body', body, view.bodyType, view.call.supports('Exchange2013')),
		read: (one, node) => {
			const type = node.attributes.BodyType === 'Text' ? 'Text' : 'HTML';
			one.body = { type, text: node.text };
		},
		clear: (one) => void (one.body = { type: 'HTML', text: '' }),
	}),
	item('Attachments', 'all', {
		getOnly: true,
		render: attachmentsElement,
		read: (one, node, call) => {
			const now = call.company.store.now();
			one.attachments = node.children.map((file) => readAttachment(file, now));
		},
	}),
	item('DateTimeReceived', 'default', { value: ({ created }) => created }),
	item('Size', 'default', { value: ({ body }) => 1200 + body.text.length }),
	item('Categories', 'all', {
		value: ({ categories }) => categories,
		render: ({ categories }) =>
			optionalElement(
				't:Categories',
				categories.map((category) => element('t:String', category)),
			),
		read: (one, node) => {
			one.categories = childrenNamed(node, 'String').map(({ text }) => text);
		},
		clear: (one) => void (one.categories = []),
	}),
	item('Importance', 'all', {
		value: ({ importance }) => importance,
		read: (one, { text }) => void (one.importance = text),
		clear: (one) => void (one.importance = 'Normal'),
	}),
	item('InReplyTo', 'all', plain('InReplyTo')),
	item('IsDraft', 'all', { value: ({ fields }) => fields.IsDraft === 'true' }),
	item('DateTimeSent', 'all', { value: ({ created }) => created }),
	item('DateTimeCreated', 'all', { value: ({ created }) => created }),
	item('ReminderDueBy', 'all', {
		value: ({ fields }) => parseDateTime(fields.ReminderDueBy ?? '', utc),
		read: ({ fields }, { text }) => void (fields.ReminderDueBy = text),
		clear: ({ fields }) => void delete fields.ReminderDueBy,
	}),
	item('ReminderIsSet', 'all', flag('ReminderIsSet')),
	item('ReminderMinutesBeforeStart', 'all', {
		...plain('ReminderMinutesBeforeStart'),
		value: ({ fields }) => Number(fields.ReminderMinutesBeforeStart ?? 0),
	}),
	item('DisplayCc', 'all', { value: ({ cc = [] }) => cc.map(({ name }) => name).join('; ') }),
	item('DisplayTo', 'all', { value: ({ to }) => to.map(({ name }) => name).join('; ') }),
	item('HasAttachments', 'default', { value: hasAttachments }),
];

/** Properties that sit in the schema after ExtendedProperty. */
export const afterExtended: readonly OtherProperty[] = [
	item('Culture', 'all', { unsearchable: true, ...plain('Culture') }),
	item('LastModifiedName', 'all', { value: ({ lastModifiedBy }) => lastModifiedBy }),
	item('LastModifiedTime', 'all', { value: ({ lastModified }) => lastModified }),
	message('Sender', 'all', { render: ({ from }) => from && mailbox('t:Sender', from) }),
	message('ToRecipients', 'all', {
		getOnly: true,
		...people(
			({ to }) => to,
			(one, list) => void (one.to = list),
			'ToRecipients',
		),
	}),
	message('CcRecipients', 'all', {
		getOnly: true,
		...people(
			({ cc }) => cc,
			(one, list) => void (one.cc = list),
			'CcRecipients',
		),
	}),
	message('BccRecipients', 'all', {
		getOnly: true,
		...people(
			({ bcc }) => bcc,
			(one, list) => void (one.bcc = list),
			'BccRecipients',
		),
	}),
	message('IsReadReceiptRequested', 'all', flag('IsReadReceiptRequested')),
	message('IsDeliveryReceiptRequested', 'all', flag('IsDeliveryReceiptRequested')),
	message('From', 'default', {
		value: ({ from }) => from?.name,
		render: ({ from }) => from && mailbox('t:From', from),
		read: (one, node) => void (one.from = readPeople(node)[0]),
		clear: (one) => void (one.from = undefined),
	}),
	message('InternetMessageId', 'all', plain('InternetMessageId')),
	message('IsRead', 'default', {
		value: ({ isRead }) => isRead,
		read: (one, { text }) => void (one.isRead = isTrue(text)),
		clear: (one) => void (one.isRead = false),
	}),
	message('IsResponseRequested', 'all', {
		...plain('IsResponseRequested'),
		value: ({ fields }) =>
			fields.IsResponseRequested === undefined ? undefined : isTrue(fields.IsResponseRequested),
	}),
	message('References', 'all', plain('References')),
	message('ReplyTo', 'all', {
		getOnly: true,
		...people(
			({ replyTo }) => replyTo,
			(one, list) => void (one.replyTo = list),
			'ReplyTo',
		),
	}),
	message('ReminderMessageData', 'all', {
		getOnly: true,
		render: ({ reminderMessage }) =>
			reminderMessage &&
			element(
				't:ReminderMessageData',
				Object.entries(reminderMessage).map(([name, text]) => element(`t:${name}`, text)),
			),
		read: (one, node) => {
			one.reminderMessage = Object.fromEntries(node.children.map(({ name, text }) => [name, text]));
		},
		clear: (one) => void (one.reminderMessage = undefined),
	}),
	meeting('AssociatedCalendarItemId', 'default', {
		render: ({ associatedCalendarItemId }) =>
			associatedCalendarItemId === undefined
				? undefined
				: element('t:AssociatedCalendarItemId', undefined, { Id: associatedCalendarItemId }),
	}),
	meetingResponse('ProposedStart', 'all', {
		getOnly: true,
		value: ({ proposed }) => proposed?.start,
	}),
	meetingResponse('ProposedEnd', 'all', { getOnly: true, value: ({ proposed }) => proposed?.end }),
	contact('DisplayName', 'default', {
		value: ({ subject }) => subject,
		read: (one, { text }) => void (one.subject = text),
	}),
];

/** Every property that items of that kind have. */
export function propertiesOf(kind: OtherItem['element']): OtherProperty[] {
	return [...beforeExtended, ...afterExtended].filter(({ of }) => !of || of.includes(kind));
}
