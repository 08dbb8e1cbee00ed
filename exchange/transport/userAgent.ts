import { name, version } from '../../package.json';

/**
 * Sent with every request and never changed by settings: administrators allow or block clients by it.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-control-access-to-ews-in-exchange
 */
export const userAgent = `${name}/${version}`;
