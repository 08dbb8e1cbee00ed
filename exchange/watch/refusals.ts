import { isOfOneDomain } from '../autodiscover/discovery';
import { ExchangeError, type ExchangeErrorCode } from '../errors';
import { isOfOneServer, RefusedForMailbox } from '../transport/authentication/signInRefused';

/** True when the server can't serve the mailbox together with the others of its group. */
export function isMisfit(error: unknown): boolean {
	return misfitCodes.test(codeOf(error));
}

/** True when the server will not stream for the mailbox, however often it is asked. */
export function isRefusedForGood(error: unknown): boolean {
	return refusedCodes.test(codeOf(error));
}

/** True when the server says that it can't serve this mailbox now: one that moves, or whose database is away. */
export function isUnavailable(error: unknown): boolean {
	if (error instanceof RefusedForMailbox) return true;
	return (
		error instanceof ExchangeError &&
		error.code === 'temporarilyUnavailable' &&
		codeOf(error) !== ''
	);
}

/** True for what no single mailbox is to blame for: the way to the server, or the sign-in. */
export function isOfConnection(error: unknown): error is ExchangeError {
	return error instanceof ExchangeError && ofConnection.has(error.code) && !isOfOneDomain(error);
}

/** True for what keeps from one server and says nothing of others, unlike a token that nobody gives. */
export function isOfServer(error: unknown): boolean {
	if (!isOfConnection(error)) return false;
	const { code } = error;
	return code === 'signIn' ? isOfOneServer(error) : code !== 'settings';
}

/** The mail domain that a failure concerns as a whole; undefined where it concerns no single one. */
export function domainOf(error: unknown): string | undefined {
	return isOfOneDomain(error) ? error.mailDomain : undefined;
}

const ofConnection: ReadonlySet<ExchangeErrorCode> = new Set([
	'settings',
	'signIn',
	'tls',
	'nameResolution',
	'unreachable',
	'timeout',
	'redirect',
	'http',
	'schemaVersion',
]);

/** True for an answer of a server that is busy or restarts: that of one mailbox, or of all. */
export function isBusy(error: unknown): boolean {
	if (!(error instanceof ExchangeError) || isRefusedForGood(error)) return false;
	if (error.code === 'throttled') return true;
	return error.code === 'temporarilyUnavailable' && !isUnavailable(error);
}

/** True for what is likely to meet every mailbox now: asking for the next one would only prolong it. */
export function mayMeetAll(error: unknown): boolean {
	return isOfConnection(error) || isBusy(error);
}

/** True for an answer of Exchange that may be about one of several mailboxes, and does not say which. */
export function mayBeOfOne(error: unknown): boolean {
	return codeOf(error) !== '' && !mayMeetAll(error);
}

/** True where no request reaches the server. */
export function isUnreached(error: unknown): boolean {
	return error instanceof ExchangeError && unreached.has(error.code);
}

const unreached: ReadonlySet<ExchangeErrorCode> = new Set([
	'tls',
	'nameResolution',
	'unreachable',
	'timeout',
]);

/** True when the server says that it knows none of the subscriptions, and names none of them. */
export function isLossOfAll(error: unknown): boolean {
	return lossCodes.test(codeOf(error));
}

const lossCodes = /^Error(SubscriptionNotFound|InvalidSubscription|ExpiredSubscription)$/;

/** Exchange's word for the failure, such as `ErrorServerBusy`; empty where it said none. */
export function codeOf(error: unknown): string {
	return error instanceof ExchangeError ? (error.details.responseCode ?? '') : '';
}

/** @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/handling-notification-related-errors-in-ews-in-exchange */
const misfitCodes =
	/^Error(ProxyRequestNotAllowed|ProxiedSubscriptionCallFailure|ReadEventsFailed|CrossSiteRequest|NoRespondingCASInDestinationSite|NoDestinationCASDueTo\w+)$/;
const refusedCodes =
	/^Error(SubscriptionDelegateAccessNotSupported|SubscriptionAccessDenied|InvalidSubscriptionRequest|ExceededSubscriptionCount|InvalidOperation|SchemaValidation|InvalidRequest|NotSupported\w*)$/;
