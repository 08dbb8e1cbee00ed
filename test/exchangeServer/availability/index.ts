import type { Company } from '../company';
import { child, childrenNamed, element, EwsFault, path, textOf } from '../contracts';
import type { Operation, RequestContext, XmlElement, XmlNode } from '../contracts';
import { findTimeZone, toUtc, utc } from '../timeZones';
import { allowedView, freeBusyView, type TimeWindow, type ViewType } from './freeBusyView';
import { readTimeZone } from './timeZone';

const mostMailboxes = 100;
const longestWindowMs = 62 * 86_400_000;

/**
 * When people are free. Each mailbox is answered on its own; suggestions of meeting times are not made.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuseravailability-operation
 */
const getUserAvailability: Operation = {
	name: 'GetUserAvailabilityRequest',
	since: 'Exchange2007',
	handle(request, context) {
		const mailboxes = childrenNamed(child(request, 'MailboxDataArray'), 'MailboxData');
		if (mailboxes.length === 0) {
			throw new EwsFault('ErrorMailboxDataArrayEmpty', 'The mailbox data array is empty.');
		}
		if (mailboxes.length > mostMailboxes) {
			throw new EwsFault(
				'ErrorMailboxDataArrayTooBig',
				`The mailbox data array is too big: ${mailboxes.length} of ${mostMailboxes}.`,
			);
		}
		const window = readWindow(request, context);
		const view = (path(request, 'FreeBusyViewOptions', 'RequestedView')?.text.trim() ??
			'FreeBusyMerged') as ViewType;
		const answers = mailboxes.map((mailbox) => answerOne(mailbox, view, window, context));
		return element('m:GetUserAvailabilityResponse', [
			element('m:FreeBusyResponseArray', answers),
			child(request, 'SuggestionsViewOptions')
				? element('m:SuggestionsResponse', [succeeded(), element('m:SuggestionDayResultArray')])
				: undefined,
		]);
	},
};

function readWindow(request: XmlNode, context: RequestContext): TimeWindow {
	const given = child(request, 'TimeZone');
	const contextZone = context.timeZone === undefined ? undefined : findTimeZone(context.timeZone);
	const zone = given ? readTimeZone(given) : (contextZone ?? utc);
	const options = child(request, 'FreeBusyViewOptions') ?? child(request, 'SuggestionsViewOptions');
	const times = child(options, 'TimeWindow') ?? child(options, 'DetailedSuggestionsWindow');
	const moment = (name: string) => {
		const text = textOf(times, name)?.trim() ?? '';
		return /(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : toUtc(text, zone);
	};
	const [start, end] = [moment('StartTime'), moment('EndTime')];
	if (!(start < end)) {
		throw new EwsFault('ErrorInvalidTimeInterval', 'The time interval is invalid.');
	}
	if (end.getTime() - start.getTime() > longestWindowMs) {
		throw new EwsFault(
			'ErrorTimeIntervalTooBig',
			'The requested time interval is too big: at most 62 days.',
		);
	}
	const interval = Number(textOf(options, 'MergedFreeBusyIntervalInMinutes') ?? 30);
	if (interval < 5 || interval > 1440) {
		throw new EwsFault(
			'ErrorInvalidMergedFreeBusyInterval',
			'The merged free/busy interval has 5 to 1440 minutes.',
		);
	}
	return { start, end, interval, zone };
}

function answerOne(
	data: XmlNode,
	wanted: ViewType,
	window: TimeWindow,
	context: RequestContext,
): XmlElement {
	const address = path(data, 'Email', 'Address')?.text ?? '';
	const mailbox = context.company.mailboxOf(address);
	if (!mailbox) {
		return failed(
			'ErrorMailRecipientNotFound',
			`Unable to resolve e-mail address ${address} to an Active Directory object.`,
		);
	}
	const { read } = context.rights(mailbox.distinguished.get('calendar')!);
	if (read === 'none') {
		return failed('ErrorNoFreeBusyAccess', 'The caller has no free/busy access.');
	}
	// The handler's context is typed for readers of the directory; the calendar lies behind it.
	const company = context.company as Company;
	const events = company.user(mailbox.smtpAddress).calendar.view(window.start, window.end);
	const knowsHours = company.behaviours.mailboxTimeZone === 'asConfigured';
	const view = allowedView(wanted, read !== 'freeBusy');
	return element('m:FreeBusyResponse', [
		succeeded(),
		freeBusyView(mailbox, events, view, window, knowsHours),
	]);
}

function failed(code: string, message: string): XmlElement {
	return element('m:FreeBusyResponse', [
		element(
			'm:ResponseMessage',
			[
				element('m:MessageText', message),
				element('m:ResponseCode', code),
				element('m:DescriptiveLinkKey', 0),
			],
			{ ResponseClass: 'Error' },
		),
		element('m:FreeBusyView', element('t:FreeBusyViewType', 'None')),
	]);
}

function succeeded(): XmlElement {
	return element('m:ResponseMessage', element('m:ResponseCode', 'NoError'), {
		ResponseClass: 'Success',
	});
}

export const operations: Operation[] = [getUserAvailability];
