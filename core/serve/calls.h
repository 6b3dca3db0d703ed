/* calls.h - the functions behind the routes: each fills the request's answer. [many] */
#ifndef SOHOA_SERVE_CALLS_H
#define SOHOA_SERVE_CALLS_H
struct request;

/* calls_service.c */
void call_health(struct request *rq);
void call_metrics(struct request *rq);
void call_openapi(struct request *rq);
void call_report(struct request *rq);
void call_audit(struct request *rq);
/* calls_changes.c */
void call_changes(struct request *rq);
/* calls_search.c */
void call_search(struct request *rq);
/* calls_document.c */
void call_document(struct request *rq);
/* calls_citizen.c */
void call_citizen(struct request *rq);
void call_citizen_documents(struct request *rq);
void call_citizen_dossiers(struct request *rq);
void call_lookup(struct request *rq);
/* calls_reuse.c */
void call_prefill(struct request *rq);
void call_need(struct request *rq);
void call_reuse(struct request *rq);
void call_register(struct request *rq);
/* calls_dossier.c */
void call_dossiers(struct request *rq);
void call_dossier(struct request *rq);
void call_text(struct request *rq);
void call_patch(struct request *rq);
/* calls_page.c */
void call_image(struct request *rq);
void call_master(struct request *rq);
/* calls_upload.c */
void call_upload(struct request *rq);
void call_job(struct request *rq);
#endif
