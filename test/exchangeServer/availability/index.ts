import type { Company } from '../company';
import { child, childrenNamed, element, EwsFault, path, textOf } from '../contracts';
import type { Group, Mailbox, Operation, RequestContext, XmlElement, XmlNode } from '../contracts';
import { findTimeZone, toUtc, utc, type TimeZone } from '../timeZones';
import {
	allowedView,
	freeBusyView,
	strongestState,
	type TimeWindow,
	type ViewType,
} from './freeBusyView';
import { groupAt, membersOf } from './groups';
import { refusedWish, suggestionDays, type Asked, type StateBetween } from './suggestions';
import { readTimeZone } from './timeZone';

const mostMailboxes = 100;
const longestWindowDays = { days42: 42, days62: 62 };
const mostEntries = 1000;

/**
 * When people are free, each mailbox for itself, and which times suit all of them.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuseravailability-operation
 */
const getUserAvailability: Operation = {
	name: 'GetUserAvailabilityRequest',
	since: 'Exchange2007',
	handle(request, context) {
		const mailboxes = childrenNamed(child(request, 'MailboxDataArray'), 'MailboxData');
		if (mailboxes.length === 0) {
			throw refused(5001, 'ErrorMailboxDataArrayEmpty', 'The mailbox data array is empty.');
		}
		if (mailboxes.length > mostMailboxes) {
			throw refused(
				5002,
				'ErrorMailboxDataArrayTooBig',
				`There are too many target users in the EmailAddress array. The allowed size = ${mostMailboxes}; the actual size = ${mailboxes.length}.`,
			);
		}
		const zone = zoneOf(request, context);
		const wantsSuggestions = child(request, 'SuggestionsViewOptions') !== undefined;
		const wantsTimes = child(request, 'FreeBusyViewOptions') !== undefined || !wantsSuggestions;
		return element('m:GetUserAvailabilityResponse', [
			wantsTimes ? freeBusyResponses(request, mailboxes, zone, context) : undefined,
			wantsSuggestions
				? element('m:SuggestionsResponse', suggestions(request, mailboxes, zone, context))
				: undefined,
		]);
	},
};

/**
 * A request that is refused as a whole: its fault has a number where others have the ResponseCode.
 * @see https://github.com/ecederstrand/exchangelib/issues/1101
 */
function refused(errorCode: number, code: string, message: string): EwsFault {
	return new EwsFault(code, message, { errorCode });
}

/** That of the request, in which its times are written. */
function zoneOf(request: XmlNode, context: RequestContext): TimeZone {
	const given = child(request, 'TimeZone');
	const contextZone = context.timeZone === undefined ? undefined : findTimeZone(context.timeZone);
	return given ? readTimeZone(given) : (contextZone ?? utc);
}

function freeBusyResponses(
	request: XmlNode,
	mailboxes: readonly XmlNode[],
	zone: TimeZone,
	context: RequestContext,
): XmlElement {
	const window = readWindow(request, zone, context);
	const view = (path(request, 'FreeBusyViewOptions', 'RequestedView')?.text.trim() ??
		'FreeBusyMerged') as ViewType;
	return element(
		'm:FreeBusyResponseArray',
		mailboxes.map((mailbox) => answerOne(mailbox, view, window, context)),
	);
}

function suggestions(
	request: XmlNode,
	mailboxes: readonly XmlNode[],
	zone: TimeZone,
	context: RequestContext,
): XmlElement[] {
	const refusal = refusedWish(request);
	if (refusal !== undefined) return [failure('ErrorInvalidRequest', refusal)];
	const asked = mailboxes.map((mailbox) => askedOne(mailbox, context));
	return [succeeded(), suggestionDays(request, asked, zone)];
}

function askedOne(data: XmlNode, context: RequestContext): Asked {
	const address = path(data, 'Email', 'Address')?.text ?? '';
	const mailbox = context.company.mailboxOf(address);
	const group = mailbox ? undefined : groupAt(context.company, address);
	const isOptional = textOf(data, 'AttendeeType')?.trim() === 'Optional';
	if (!group) return { isOptional, isGroup: false, states: [stateOf(mailbox, context)] };
	const members = membersOf(context.company, group);
	const isTooLarge = members.length > mostMailboxes;
	const states = isTooLarge ? undefined : members.map((one) => stateOf(one, context));
	return { isOptional, isGroup: true, states };
}

function stateOf(mailbox: Mailbox | undefined, context: RequestContext): StateBetween {
	if (!mailbox || context.rights(mailbox.distinguished.get('calendar')!).read === 'none') {
		return () => undefined;
	}
	const { calendar } = (context.company as Company).user(mailbox.smtpAddress);
	return (start, end) => strongestState(calendar.view(start, end), start, end);
}

function readWindow(request: XmlNode, zone: TimeZone, context: RequestContext): TimeWindow {
	const options = child(request, 'FreeBusyViewOptions');
	const times = child(options, 'TimeWindow');
	const moment = (name: string) => {
		const text = textOf(times, name)?.trim() ?? '';
		return /(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : toUtc(text, zone);
	};
	const [start, end] = [moment('StartTime'), moment('EndTime')];
	if (!(start < end)) {
		throw refused(5003, 'ErrorInvalidTimeInterval', 'The time interval is invalid.');
	}
	const longest = longestWindowDays[context.company.behaviours.availabilityWindow];
	if (end.getTime() - start.getTime() > longest * 86_400_000) {
		throw refused(
			5004,
			'ErrorTimeIntervalTooBig',
			`The requested time interval is too big: at most ${longest} days.`,
		);
	}
	const interval = Number(textOf(options, 'MergedFreeBusyIntervalInMinutes') ?? 30);
	if (interval < 5 || interval > 1440 || interval * 60_000 > end.getTime() - start.getTime()) {
		throw refused(
			5005,
			'ErrorInvalidMergedFreeBusyInterval',
			'The merged free/busy interval has 5 to 1440 minutes and is no longer than the window.',
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
	const group = mailbox ? undefined : groupAt(context.company, address);
	if (group) return groupAnswer(group, window, context);
	if (!mailbox) {
		return failed(
			'ErrorMailRecipientNotFound',
			`Unable to resolve e-mail address ${address} to an Active Directory object.`,
		);
	}
	const { read } = context.rights(mailbox.distinguished.get('calendar')!);
	// The handler's context is typed for readers of the directory; the calendar lies behind it.
	const company = context.company as Company;
	if (read === 'none') {
		return company.behaviours.closedTimes === 'viewNone'
			? nothingShown()
			: failed('ErrorNoFreeBusyAccess', 'The caller has no free/busy access.');
	}
	const events = company.user(mailbox.smtpAddress).calendar.view(window.start, window.end);
	if (events.length > mostEntries) {
		return failed(
			'ErrorResultSetTooBig',
			`The result set contains too many calendar entries. The allowed size = ${mostEntries}; the actual size = ${events.length}.`,
		);
	}
	const knowsHours = company.behaviours.mailboxTimeZone === 'asConfigured';
	const view = allowedView(wanted, read !== 'freeBusy');
	return element('m:FreeBusyResponse', [
		succeeded(),
		freeBusyView(mailbox, events, view, window, {
			knowsHours,
			showsPrivate: context.actor === mailbox,
		}),
	]);
}

/** The members' times in one view without events. */
function groupAnswer(group: Group, window: TimeWindow, context: RequestContext): XmlElement {
	const company = context.company as Company;
	const members = membersOf(company, group);
	if (members.length > mostMailboxes) {
		return failed(
			'ErrorFreeBusyDLLimitReached',
			`The distribution list has more than ${mostMailboxes} members.`,
		);
	}
	const open = members.filter(
		({ distinguished }) => context.rights(distinguished.get('calendar')!).read !== 'none',
	);
	if (open.length === 0 && company.behaviours.closedTimes === 'viewNone') return nothingShown();
	const events = open.flatMap(({ smtpAddress }) =>
		company.user(smtpAddress).calendar.view(window.start, window.end),
	);
	return element('m:FreeBusyResponse', [
		succeeded(),
		freeBusyView(members[0], events, 'MergedOnly', window),
	]);
}

const noView = element('m:FreeBusyView', element('t:FreeBusyViewType', 'None'));

function nothingShown(): XmlElement {
	return element('m:FreeBusyResponse', [succeeded(), noView]);
}

function failed(code: string, message: string): XmlElement {
	return element('m:FreeBusyResponse', [failure(code, message), noView]);
}

function failure(code: string, message: string): XmlElement {
	return element(
		'm:ResponseMessage',
		[
			element('m:MessageText', message),
			element('m:ResponseCode', code),
			element('m:DescriptiveLinkKey', 0),
		],
		{ ResponseClass: 'Error' },
	);
}

function succeeded(): XmlElement {
	return element('m:ResponseMessage', element('m:ResponseCode', 'NoError'), {
		ResponseClass: 'Success',
	});
}

export const operations: Operation[] = [getUserAvailability];
