import { ExchangeError, type ExchangeErrorCode } from '../errors';

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
	return (
		error instanceof ExchangeError &&
		error.code === 'temporarilyUnavailable' &&
		codeOf(error) !== ''
	);
}

/**
 * True for what is likely to meet every mailbox now: the server is busy, or does not answer. Asking for
 * the next one would only prolong it.
 */
export function isOfEveryMailbox(error: unknown): boolean {
	return error instanceof ExchangeError && ofEveryMailbox.has(error.code) && !isUnavailable(error);
}

const ofEveryMailbox: ReadonlySet<ExchangeErrorCode> = new Set([
	'settings',
	'signIn',
	'tls',
	'nameResolution',
	'unreachable',
	'timeout',
	'redirect',
	'http',
	'schemaVersion',
	'throttled',
	'temporarilyUnavailable',
]);

/** True when the server says that it knows none of the subscriptions, and names none of them. */
export function isLossOfAll(error: unknown): boolean {
	return lossCodes.test(codeOf(error));
}

const lossCodes = /^Error(SubscriptionNotFound|InvalidSubscription|ExpiredSubscription)$/;

function codeOf(error: unknown): string {
	return error instanceof ExchangeError ? (error.details.responseCode ?? '') : '';
}

/** @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/handling-notification-related-errors-in-ews-in-exchange */
const misfitCodes =
	/^Error(ProxyRequestNotAllowed|ProxiedSubscriptionCallFailure|ReadEventsFailed|CrossSiteRequest|NoRespondingCASInDestinationSite|NoDestinationCASDueTo\w+)$/;
const refusedCodes =
	/^Error(SubscriptionDelegateAccessNotSupported|SubscriptionAccessDenied|InvalidSubscriptionRequest|ExceededSubscriptionCount|InvalidOperation|SchemaValidation|InvalidRequest|NotSupported\w*)$/;
